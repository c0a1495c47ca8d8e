using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The name of a cluster setting.</summary>
public class ClusterSettingName : ConstantClass
{
    public static readonly ClusterSettingName ContainerInsights = new("containerInsights");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public ClusterSettingName(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static ClusterSettingName FindValue(string value) => FindValue<ClusterSettingName>(value);

    public static implicit operator ClusterSettingName(string value) => FindValue(value);
}
