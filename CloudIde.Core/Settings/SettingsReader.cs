using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CloudIde.Core.Settings;

/// <summary>
/// Reads typed settings out of configuration and collects what is wrong with them, so that a person who
/// starts a process sees every mistake at once. A value that is missing or empty takes its default.
/// </summary>
/// <remarks>
/// The configuration binder is not used because its errors stop at the first setting and name neither the
/// range nor an example.
/// </remarks>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    /// <summary>Reads one set of settings and throws when any of them is invalid.</summary>
    /// <typeparam name="T">The settings type.</typeparam>
    /// <param name="configuration">Where the values come from.</param>
    /// <param name="read">Reads and validates, reporting through the reader.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidSettingsException">At least one value is invalid; all are listed.</exception>
    public static T Read<T>(IConfiguration configuration, Func<SettingsReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var reader = new SettingsReader(configuration);
        var settings = read(reader);
        reader.ThrowIfInvalid();
        return settings;
    }

    /// <summary>A text, or null when it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The trimmed value, or null.</returns>
    public string? Text(string name)
    {
        var value = configuration[name]?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>A text with a default.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="fallback">Used when the setting is not set.</param>
    /// <returns>The value.</returns>
    public string Text(string name, string fallback) => Text(name) ?? fallback;

    /// <summary>A text that must be set.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="expected">What is expected, with an example.</param>
    /// <returns>The value, or an empty string after reporting the problem.</returns>
    public string Required(string name, string expected)
    {
        var value = Text(name);
        if (value is null)
        {
            _problems.Add($"{name} is not set: expected {expected}.");
        }

        return value ?? "";
    }

    /// <summary>A whole number within a range.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="fallback">Used when the setting is not set.</param>
    /// <param name="min">The smallest value allowed.</param>
    /// <param name="max">The largest value allowed.</param>
    /// <returns>The value, or <paramref name="fallback"/> after reporting the problem.</returns>
    public int WholeNumber(string name, int fallback, int min, int max)
    {
        var text = Text(name);
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
        {
            return value;
        }

        Reject(name, text, $"a whole number from {min} to {max}");
        return fallback;
    }

    /// <summary>A duration given in seconds, fractions allowed.</summary>
    /// <param name="name">The setting's name, which ends in <c>_SECONDS</c>.</param>
    /// <param name="fallback">Used when the setting is not set.</param>
    /// <param name="min">The shortest duration allowed.</param>
    /// <param name="max">The longest duration allowed.</param>
    /// <returns>The value, or <paramref name="fallback"/> after reporting the problem.</returns>
    public TimeSpan Seconds(string name, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        var text = Text(name);
        if (text is null)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= min.TotalSeconds && seconds <= max.TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Reject(name, text, string.Create(CultureInfo.InvariantCulture,
            $"a number of seconds from {min.TotalSeconds} to {max.TotalSeconds}"));
        return fallback;
    }

    /// <summary>A yes or no: <c>true</c>/<c>false</c>, <c>1</c>/<c>0</c>, <c>yes</c>/<c>no</c>, <c>on</c>/<c>off</c>, in any case.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="fallback">Used when the setting is not set.</param>
    /// <returns>The value, or <paramref name="fallback"/> after reporting the problem.</returns>
    public bool Flag(string name, bool fallback)
    {
        var text = Text(name);
        switch (text?.ToUpperInvariant())
        {
            case null:
                return fallback;
            case "TRUE" or "1" or "YES" or "ON":
                return true;
            case "FALSE" or "0" or "NO" or "OFF":
                return false;
            default:
                Reject(name, text, "true or false");
                return fallback;
        }
    }

    /// <summary>An absolute http or https URL, or null when it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The URL, or null.</returns>
    public Uri? HttpUrl(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        Reject(name, text, "a URL such as http://localhost:4566");
        return null;
    }

    /// <summary>One of a few words.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="fallback">Used when the setting is not set.</param>
    /// <param name="allowed">The words allowed, lower case.</param>
    /// <returns>The value in lower case, or <paramref name="fallback"/> after reporting the problem.</returns>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name);
        if (text is null)
        {
            return fallback;
        }

        foreach (var word in allowed)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        Reject(name, text, $"one of {string.Join(", ", allowed.ToArray())}");
        return fallback;
    }

    /// <summary>A comma-separated list; empty when it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The trimmed items.</returns>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Reports a value that a caller's own check refused.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">The value as given. Must not be a secret.</param>
    /// <param name="expected">What is expected, with an example.</param>
    public void Reject(string name, string value, string expected) =>
        _problems.Add($"{name} is \"{value}\": expected {expected}.");

    /// <summary>Reports a problem that no single value shows, such as a secret or two settings that contradict each other.</summary>
    /// <param name="problem">A sentence that names the settings.</param>
    public void Reject(string problem) => _problems.Add(problem);

    /// <summary>Throws when anything was reported.</summary>
    /// <exception cref="InvalidSettingsException">At least one value is invalid; all are listed.</exception>
    public void ThrowIfInvalid()
    {
        if (_problems.Count > 0)
        {
            throw new InvalidSettingsException([.. _problems]);
        }
    }
}
