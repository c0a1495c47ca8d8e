using System.Reflection;

namespace CloudIde.AppHost.Topology;

/// <summary>Where the worker's program is on this machine.</summary>
internal static class WorkerProgram
{
    private const string Metadata = "CloudIde.Worker.Path";

    /// <summary>
    /// The assembly in the worker's own output folder, as the build wrote it into this assembly. The copy beside the
    /// AppHost would run with the AppHost's dependencies.
    /// </summary>
    /// <exception cref="InvalidOperationException">The AppHost was built without the target that records it.</exception>
    public static string Path { get; } = typeof(WorkerProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == Metadata)?.Value
        ?? throw new InvalidOperationException($"The AppHost was built without {Metadata}: see RecordWorkerPath in its project file.");

    /// <summary>The command line that the emulated Fargate runs for a task: <c>dotnet</c> and the assembly.</summary>
    public static IReadOnlyList<string> Command => ["dotnet", Path];
}
