using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>What a runtime needs to start a container.</summary>
/// <param name="TaskId">The task, 32 hexadecimal digits.</param>
/// <param name="Image">The image.</param>
/// <param name="EntryPoint">Replaces the image's entry point, or null.</param>
/// <param name="Command">Arguments behind the entry point.</param>
/// <param name="Environment">Variables; they win over the runtime's own.</param>
/// <param name="Definition">The container's definition, for what it says about limits and rights.</param>
/// <param name="TaskCpu">The task's CPU units, 1,024 a core.</param>
/// <param name="TaskMemory">The task's memory in MiB.</param>
/// <param name="Output">Receives what it writes to stdout.</param>
/// <param name="Errors">Receives what it writes to stderr.</param>
internal sealed record ContainerLaunch(
    string TaskId,
    string Image,
    IReadOnlyList<string>? EntryPoint,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    ContainerDefinition Definition,
    int TaskCpu,
    int TaskMemory,
    IContainerOutput Output,
    IContainerOutput Errors);
