using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whether a task gets a public address.</summary>
public class AssignPublicIp : ConstantClass
{
    public static readonly AssignPublicIp DISABLED = new("DISABLED");
    public static readonly AssignPublicIp ENABLED = new("ENABLED");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public AssignPublicIp(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static AssignPublicIp FindValue(string value) => FindValue<AssignPublicIp>(value);

    public static implicit operator AssignPublicIp(string value) => FindValue(value);
}
