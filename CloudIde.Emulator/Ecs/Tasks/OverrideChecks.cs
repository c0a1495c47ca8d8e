using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Checks what a RunTask call overrides.</summary>
internal static class OverrideChecks
{
    private const int MaxOverridesLength = 8192;

    /// <summary>Checks the overrides of a call.</summary>
    /// <param name="overrides">The overrides, or null when there are none.</param>
    /// <param name="definition">The task definition.</param>
    /// <exception cref="AwsServiceException">AWS would refuse them, or they ask for what the emulator lacks.</exception>
    public static void Check(JsonInput? overrides, TaskDefinition definition)
    {
        if (overrides is not { } given)
        {
            return;
        }

        _ = given.Text("executionRoleArn");
        _ = given.Text("taskRoleArn");
        if (given.Structures("inferenceAcceleratorOverrides") is { Count: > 0 })
        {
            throw EcsErrors.NotEmulated("inferenceAcceleratorOverrides");
        }

        EphemeralStorage.Check(given);
        var containers = given.Structures("containerOverrides") ?? [];
        foreach (var container in containers)
        {
            var name = container.Text("name") ?? "";
            if (definition.Containers.All(item => item.Name != name))
            {
                throw EcsErrors.InvalidParameter($"Override for container named {name} is not a container in the TaskDefinition.");
            }

            _ = container.Texts("command");
            _ = container.Integer("cpu");
            _ = container.Integer("memory");
            _ = container.Integer("memoryReservation");
            if (container.Structures("resourceRequirements") is { Count: > 0 })
            {
                throw EcsErrors.NotEmulated("resourceRequirements");
            }

            if (ContainerDefinition.ReadPairs(container, "environment", "value").Any(pair => pair.Key.Length == 0))
            {
                throw EcsErrors.InvalidParameter("Environment variable name can not be blank.");
            }

            if (container.Structures("environmentFiles") is { Count: > 0 })
            {
                throw EcsErrors.NotEmulated("environmentFiles");
            }
        }

        if (containers.Sum(container => container.Element.GetRawText().Length) > MaxOverridesLength)
        {
            throw EcsErrors.InvalidParameter($"Container Overrides length must be at most {MaxOverridesLength}");
        }
    }
}
