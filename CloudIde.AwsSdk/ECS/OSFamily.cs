using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>An operating system.</summary>
public class OSFamily : ConstantClass
{
    public static readonly OSFamily LINUX = new("LINUX");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public OSFamily(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static OSFamily FindValue(string value) => FindValue<OSFamily>(value);

    public static implicit operator OSFamily(string value) => FindValue(value);
}
