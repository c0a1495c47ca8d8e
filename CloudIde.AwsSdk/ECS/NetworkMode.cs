using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The network mode of a task.</summary>
public class NetworkMode : ConstantClass
{
    public static readonly NetworkMode Awsvpc = new("awsvpc");
    public static readonly NetworkMode Bridge = new("bridge");
    public static readonly NetworkMode Host = new("host");
    public static readonly NetworkMode None = new("none");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public NetworkMode(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static NetworkMode FindValue(string value) => FindValue<NetworkMode>(value);

    public static implicit operator NetworkMode(string value) => FindValue(value);
}
