using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>A container of a task that has been started.</summary>
/// <param name="Definition">Its definition.</param>
/// <param name="Container">What runs.</param>
/// <param name="Noted">Ends when its start and its exit code stand in the task's state.</param>
internal sealed record StartedContainer(ContainerDefinition Definition, IRunningContainer Container, Task Noted);
