using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>A log driver.</summary>
public class LogDriver : ConstantClass
{
    public static readonly LogDriver Awsfirelens = new("awsfirelens");
    public static readonly LogDriver Awslogs = new("awslogs");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public LogDriver(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static LogDriver FindValue(string value) => FindValue<LogDriver>(value);

    public static implicit operator LogDriver(string value) => FindValue(value);
}
