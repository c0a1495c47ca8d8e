using System.Globalization;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>A trace as CSV with the header <c>arrivalSeconds,durationSeconds</c>.</summary>
internal static class TraceFile
{
    /// <summary>The header.</summary>
    public const string Header = "arrivalSeconds,durationSeconds";

    /// <summary>Ten years: more is a typing mistake or milliseconds.</summary>
    private const double Longest = 3650.0 * 86_400;

    /// <summary>Reads a trace. Arrivals need not be in order.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The trace, by arrival.</returns>
    /// <exception cref="InvalidDataException">A line is wrong; the message names line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ActivationTrace Read(string path)
    {
        using var reader = new StreamReader(path);
        return Read(Path.GetFileNameWithoutExtension(path), path, reader);
    }

    /// <summary>Reads a trace.</summary>
    /// <param name="name">The trace's name.</param>
    /// <param name="source">What messages call its source.</param>
    /// <param name="reader">The text.</param>
    /// <returns>The trace, by arrival.</returns>
    /// <exception cref="InvalidDataException">A line is wrong; the message names line and column.</exception>
    public static ActivationTrace Read(string name, string source, TextReader reader)
    {
        var header = reader.ReadLine()?.TrimStart('\uFEFF').Trim();
        if (header != Header)
        {
            throw new InvalidDataException($"{source}, line 1, column 1: \"{header}\" is not the header {Header}.");
        }

        var arrivals = new List<double>();
        var durations = new List<double>();
        for (var (number, line) = (2, reader.ReadLine()); line is not null; number++, line = reader.ReadLine())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var comma = line.IndexOf(',');
            if (comma < 0)
            {
                throw new InvalidDataException(
                    $"{source}, line {number}, column {line.Length + 1}: there is no durationSeconds, expected two numbers separated by a comma.");
            }

            arrivals.Add(Number(source, number, 1, "arrivalSeconds", line.AsSpan(0, comma)));
            durations.Add(Number(source, number, comma + 2, "durationSeconds", line.AsSpan(comma + 1)));
        }

        var (at, duration) = (arrivals.ToArray(), durations.ToArray());
        Array.Sort(at, duration);
        return new ActivationTrace(name, at, duration);
    }

    private static double Number(string source, int line, int column, string name, ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        if (!double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !(value >= 0) || value > Longest)
        {
            throw new InvalidDataException(
                $"{source}, line {line}, column {column}: {name} is \"{trimmed}\", expected a number of seconds from 0 to {Longest:0}, such as 12.5.");
        }

        return value;
    }
}
