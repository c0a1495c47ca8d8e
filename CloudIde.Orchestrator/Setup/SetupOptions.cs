namespace CloudIde.Orchestrator.Setup;

/// <summary>What <see cref="InfrastructureSetup"/> does other than by default.</summary>
public sealed record SetupOptions
{
    /// <summary>The task definition's file, or null for the <c>ecs/task-definition.json</c> beside the program.</summary>
    public string? TaskDefinitionPath { get; init; }

    /// <summary>
    /// Environment variables of the worker's container, which win over the file's and over what follows from the settings.
    /// A variable that is set here is not taken from Secrets Manager.
    /// </summary>
    public IReadOnlyDictionary<string, string> WorkerEnvironment { get; init; } = new Dictionary<string, string>();
}
