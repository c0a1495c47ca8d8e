using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The health of a task or container.</summary>
public class HealthStatus : ConstantClass
{
    public static readonly HealthStatus HEALTHY = new("HEALTHY");
    public static readonly HealthStatus UNHEALTHY = new("UNHEALTHY");
    public static readonly HealthStatus UNKNOWN = new("UNKNOWN");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public HealthStatus(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static HealthStatus FindValue(string value) => FindValue<HealthStatus>(value);

    public static implicit operator HealthStatus(string value) => FindValue(value);
}
