using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Why a task stopped.</summary>
public class TaskStopCode : ConstantClass
{
    public static readonly TaskStopCode EssentialContainerExited = new("EssentialContainerExited");
    public static readonly TaskStopCode ServiceSchedulerInitiated = new("ServiceSchedulerInitiated");
    public static readonly TaskStopCode SpotInterruption = new("SpotInterruption");
    public static readonly TaskStopCode TaskFailedToStart = new("TaskFailedToStart");
    public static readonly TaskStopCode TerminationNotice = new("TerminationNotice");
    public static readonly TaskStopCode UserInitiated = new("UserInitiated");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public TaskStopCode(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static TaskStopCode FindValue(string value) => FindValue<TaskStopCode>(value);

    public static implicit operator TaskStopCode(string value) => FindValue(value);
}
