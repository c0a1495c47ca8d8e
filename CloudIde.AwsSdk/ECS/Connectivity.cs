using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whether a task is connected.</summary>
public class Connectivity : ConstantClass
{
    public static readonly Connectivity CONNECTED = new("CONNECTED");
    public static readonly Connectivity DISCONNECTED = new("DISCONNECTED");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public Connectivity(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static Connectivity FindValue(string value) => FindValue<Connectivity>(value);

    public static implicit operator Connectivity(string value) => FindValue(value);
}
