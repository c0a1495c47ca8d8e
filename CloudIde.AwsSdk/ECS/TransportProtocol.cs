using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The transport of a port.</summary>
public class TransportProtocol : ConstantClass
{
    public static readonly TransportProtocol Tcp = new("tcp");
    public static readonly TransportProtocol Udp = new("udp");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public TransportProtocol(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static TransportProtocol FindValue(string value) => FindValue<TransportProtocol>(value);

    public static implicit operator TransportProtocol(string value) => FindValue(value);
}
