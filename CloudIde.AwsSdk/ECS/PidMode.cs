using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whose processes a container sees.</summary>
public class PidMode : ConstantClass
{
    public static readonly PidMode Host = new("host");
    public static readonly PidMode Task = new("task");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public PidMode(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static PidMode FindValue(string value) => FindValue<PidMode>(value);

    public static implicit operator PidMode(string value) => FindValue(value);
}
