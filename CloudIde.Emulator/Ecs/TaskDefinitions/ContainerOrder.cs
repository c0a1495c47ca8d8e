namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>The order in which a task's containers start.</summary>
internal static class ContainerOrder
{
    /// <summary>Sorts containers so that each comes behind those it depends on, and otherwise as they were given.</summary>
    /// <param name="containers">The containers.</param>
    /// <returns>The same containers.</returns>
    public static IReadOnlyList<ContainerDefinition> Sort(IReadOnlyList<ContainerDefinition> containers)
    {
        var sorted = new List<ContainerDefinition>(containers.Count);
        while (sorted.Count < containers.Count)
        {
            var next = containers.FirstOrDefault(container =>
                !sorted.Contains(container)
                && container.StartsAfter.All(name => sorted.Exists(started => started.Name == name)));
            sorted.Add(next ?? throw EcsErrors.Client("The container dependencies form a circle."));
        }

        return sorted;
    }
}
