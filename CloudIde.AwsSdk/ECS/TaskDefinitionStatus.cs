using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whether a revision may be used.</summary>
public class TaskDefinitionStatus : ConstantClass
{
    public static readonly TaskDefinitionStatus ACTIVE = new("ACTIVE");
    public static readonly TaskDefinitionStatus DELETE_IN_PROGRESS = new("DELETE_IN_PROGRESS");
    public static readonly TaskDefinitionStatus INACTIVE = new("INACTIVE");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public TaskDefinitionStatus(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static TaskDefinitionStatus FindValue(string value) => FindValue<TaskDefinitionStatus>(value);

    public static implicit operator TaskDefinitionStatus(string value) => FindValue(value);
}
