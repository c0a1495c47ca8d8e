using System.Text.RegularExpressions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>Checks the containers of a task definition.</summary>
internal static partial class ContainerChecks
{
    private const int MaxContainers = 10;
    private const int MaxStopTimeout = 120;
    private const string LogDriver = "awslogs";

    // AWS has these; to accept them here and leave out what they do would be a lie.
    private static readonly string[] LeftOut = ["environmentFiles", "firelensConfiguration", "restartPolicy"];

    /// <summary>Checks the containers.</summary>
    /// <param name="items">The containers as they came.</param>
    /// <param name="containers">The same, read.</param>
    public static void Check(IReadOnlyList<JsonInput> items, IReadOnlyList<ContainerDefinition> containers)
    {
        switch (containers.Count)
        {
            case 0:
                throw EcsErrors.Client("Container list cannot be empty.");
            case > MaxContainers:
                throw EcsErrors.Client($"Container list cannot have more than {MaxContainers} containers.");
        }

        for (var index = 0; index < containers.Count; index++)
        {
            CheckContainer(items[index], containers[index]);
            CheckLog(items[index]);
        }

        if (containers.DistinctBy(container => container.Name).Count() != containers.Count)
        {
            throw EcsErrors.Client("Container name must be unique within a task definition.");
        }

        if (!containers.Any(container => container.Essential))
        {
            throw EcsErrors.Client("A task definition must have at least one essential container.");
        }

        CheckOrder(containers);
    }

    private static void CheckContainer(JsonInput item, ContainerDefinition container)
    {
        if (container.Name.Length == 0)
        {
            throw EcsErrors.Client("Container.name should not be null or empty.");
        }

        if (!NamePattern().IsMatch(container.Name))
        {
            throw EcsErrors.Client(
                "Container.name contains invalid characters. Up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores are allowed.");
        }

        if (container.Image.Length == 0)
        {
            throw EcsErrors.Client("Container.image should not be null or empty.");
        }

        if (container.Image.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            throw EcsErrors.Client("Container.image contains invalid characters.");
        }

        if (container.Environment.Concat(container.Secrets).Any(pair => pair.Key.Length == 0 || pair.Key.AsSpan().ContainsAny('=', '\0')))
        {
            throw EcsErrors.Client("The environment variable name must not be empty and must not contain '='.");
        }

        if (container.Secrets.Any(secret => container.Environment.Any(variable => variable.Key == secret.Key)))
        {
            throw EcsErrors.Client("The secret name must be unique and not shared with any new or existing environment variables set on the container.");
        }

        if (item.Integer("stopTimeout") is < 0 or > MaxStopTimeout)
        {
            throw EcsErrors.Client($"Container stopTimeout must be at most {MaxStopTimeout} seconds on Fargate.");
        }

        foreach (var member in LeftOut)
        {
            if (item.Has(member))
            {
                throw EcsErrors.Client($"Container.{member} is not emulated.");
            }
        }
    }

    private static void CheckLog(JsonInput item)
    {
        if (item.Structure("logConfiguration") is not { } log)
        {
            return;
        }

        var driver = log.Text("logDriver");
        if (driver != LogDriver)
        {
            throw EcsErrors.Client($"Log driver {driver} is not emulated; {LogDriver} is.");
        }

        var options = log.Map("options") ?? new Dictionary<string, string>();
        foreach (var required in (string[])["awslogs-group", "awslogs-region", "awslogs-stream-prefix"])
        {
            if (!options.TryGetValue(required, out var value) || value.Length == 0)
            {
                throw EcsErrors.Client($"Log driver {LogDriver} requires options: {required}");
            }
        }
    }

    private static void CheckOrder(IReadOnlyList<ContainerDefinition> containers)
    {
        foreach (var container in containers)
        {
            foreach (var other in container.StartsAfter)
            {
                if (containers.All(item => item.Name != other) || other == container.Name)
                {
                    throw EcsErrors.Client($"Container {container.Name} depends on {other}, which is not another container of the task definition.");
                }
            }
        }

        // Throws when the dependencies form a circle.
        _ = ContainerOrder.Sort(containers);
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex NamePattern();
}
