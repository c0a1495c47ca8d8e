using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Where a task's tags come from.</summary>
public class PropagateTags : ConstantClass
{
    public static readonly PropagateTags NONE = new("NONE");
    public static readonly PropagateTags SERVICE = new("SERVICE");
    public static readonly PropagateTags TASK_DEFINITION = new("TASK_DEFINITION");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public PropagateTags(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static PropagateTags FindValue(string value) => FindValue<PropagateTags>(value);

    public static implicit operator PropagateTags(string value) => FindValue(value);
}
