using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Whose shared memory a container sees.</summary>
public class IpcMode : ConstantClass
{
    public static readonly IpcMode Host = new("host");
    public static readonly IpcMode None = new("none");
    public static readonly IpcMode Task = new("task");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public IpcMode(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static IpcMode FindValue(string value) => FindValue<IpcMode>(value);

    public static implicit operator IpcMode(string value) => FindValue(value);
}
