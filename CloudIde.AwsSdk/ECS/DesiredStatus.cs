using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The status that ECS brings a task to. RUNNING includes tasks that are starting.</summary>
public class DesiredStatus : ConstantClass
{
    public static readonly DesiredStatus PENDING = new("PENDING");
    public static readonly DesiredStatus RUNNING = new("RUNNING");
    public static readonly DesiredStatus STOPPED = new("STOPPED");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public DesiredStatus(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static DesiredStatus FindValue(string value) => FindValue<DesiredStatus>(value);

    public static implicit operator DesiredStatus(string value) => FindValue(value);
}
