using System.Globalization;
using CloudIde.Core.Settings;

namespace CloudIde.Orchestrator.Cost;

/// <summary>Reads amounts of money and other decimal numbers from settings.</summary>
internal static class Amount
{
    /// <summary>Reads a number.</summary>
    /// <param name="reader">Where the value comes from and a problem goes.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="min">The smallest value allowed.</param>
    /// <param name="max">The largest value allowed.</param>
    /// <returns>The number, or null when it is not set or was refused.</returns>
    public static double? Read(SettingsReader reader, string name, double min, double max)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
        {
            return value;
        }

        reader.Reject(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}, such as 0.5"));
        return null;
    }
}
