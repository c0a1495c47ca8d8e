using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>A processor architecture.</summary>
public class CPUArchitecture : ConstantClass
{
    public static readonly CPUArchitecture ARM64 = new("ARM64");
    public static readonly CPUArchitecture X86_64 = new("X86_64");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public CPUArchitecture(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static CPUArchitecture FindValue(string value) => FindValue<CPUArchitecture>(value);

    public static implicit operator CPUArchitecture(string value) => FindValue(value);
}
