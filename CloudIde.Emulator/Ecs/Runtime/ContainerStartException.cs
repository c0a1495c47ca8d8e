namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>A container cannot be started; the message is what the task's stopped reason becomes.</summary>
/// <param name="message">AWS's words, such as <c>CannotPullContainerError: ...</c>.</param>
internal sealed class ContainerStartException(string message) : Exception(message);
