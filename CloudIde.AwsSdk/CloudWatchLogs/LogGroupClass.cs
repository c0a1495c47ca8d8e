using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>What a log group offers, and its price.</summary>
public class LogGroupClass : ConstantClass
{
    public static readonly LogGroupClass DELIVERY = new("DELIVERY");
    public static readonly LogGroupClass INFREQUENT_ACCESS = new("INFREQUENT_ACCESS");
    public static readonly LogGroupClass STANDARD = new("STANDARD");

    /// <summary>Creates a value, which need not be one of the listed ones.</summary>
    /// <param name="value">The value as it is sent.</param>
    public LogGroupClass(string value)
        : base(value)
    {
    }

    /// <summary>The value for a string.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The listed value, or a new one.</returns>
    public static LogGroupClass FindValue(string value) => FindValue<LogGroupClass>(value);

    public static implicit operator LogGroupClass(string value) => FindValue(value);
}
