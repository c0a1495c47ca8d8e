namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Why a task stopped, in ECS's words.</summary>
internal static class StopCode
{
    public const string FailedToStart = "TaskFailedToStart";
    public const string EssentialContainerExited = "EssentialContainerExited";
    public const string UserInitiated = "UserInitiated";
    public const string SpotInterruption = "SpotInterruption";

    /// <summary>The machine below the task ends; here, the emulator.</summary>
    public const string TerminationNotice = "TerminationNotice";
}
