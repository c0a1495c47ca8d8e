using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>The protocol of a port.</summary>
public class ApplicationProtocol : ConstantClass
{
    public static readonly ApplicationProtocol Grpc = new("grpc");
    public static readonly ApplicationProtocol Http = new("http");
    public static readonly ApplicationProtocol Http2 = new("http2");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public ApplicationProtocol(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static ApplicationProtocol FindValue(string value) => FindValue<ApplicationProtocol>(value);

    public static implicit operator ApplicationProtocol(string value) => FindValue(value);
}
