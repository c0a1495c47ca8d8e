using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whether an image tag is pinned to its digest.</summary>
public class VersionConsistency : ConstantClass
{
    public static readonly VersionConsistency Disabled = new("disabled");
    public static readonly VersionConsistency Enabled = new("enabled");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public VersionConsistency(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static VersionConsistency FindValue(string value) => FindValue<VersionConsistency>(value);

    public static implicit operator VersionConsistency(string value) => FindValue(value);
}
