using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Where a task runs.</summary>
public class LaunchType : ConstantClass
{
    public static readonly LaunchType EC2 = new("EC2");
    public static readonly LaunchType EXTERNAL = new("EXTERNAL");
    public static readonly LaunchType FARGATE = new("FARGATE");
    public static readonly LaunchType MANAGED_INSTANCES = new("MANAGED_INSTANCES");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public LaunchType(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static LaunchType FindValue(string value) => FindValue<LaunchType>(value);

    public static implicit operator LaunchType(string value) => FindValue(value);
}
