using System.Globalization;

namespace CloudIde.Tests.Worker.Workspaces.TwoSided;

/// <summary>
/// Which versions of files must still be somewhere: those that somebody wrote, and that nobody replaced or deleted who had them
/// before his eyes.
/// </summary>
internal sealed class VersionLedger
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A name for a version that is about to be written.</summary>
    public string Next(string side)
    {
        lock (_gate)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{side} {++_count}");
        }
    }

    /// <summary>What a file of this version holds: its name, and as much behind it that half a file is noticed.</summary>
    public static string ContentOf(string version)
    {
        _ = int.TryParse(version.AsSpan(version.IndexOf(' ', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out var number);
        return $"{version}\n{new string((char)('a' + (number % 26)), number * 37 % 3000)}\n";
    }

    /// <summary>The version that a file holds, or what is wrong with it.</summary>
    public static string VersionOf(string content)
    {
        var end = content.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 && content[..end] is var version && content == ContentOf(version) ? version : $"no version: {content}";
    }

    /// <summary>It was written by the editor, so S3 has it.</summary>
    public void Saved(string version)
    {
        lock (_gate)
        {
            _wanted.Add(version);
        }
    }

    /// <summary>It was written by a program, so S3 will have it.</summary>
    public void Written(string version)
    {
        lock (_gate)
        {
            _wanted.Add(version);
            _unsettled.Add(version);
        }
    }

    /// <summary>Somebody replaced or deleted it, and nothing else.</summary>
    public void Gone(string version)
    {
        lock (_gate)
        {
            _wanted.Remove(version);
        }
    }

    /// <summary>Both sides are equal, so that no killed worker takes anything with it any more.</summary>
    public void Settled()
    {
        lock (_gate)
        {
            _unsettled.Clear();
        }
    }

    /// <summary>The worker was killed: what programs wrote last may be lost.</summary>
    public void Killed()
    {
        lock (_gate)
        {
            _wanted.ExceptWith(_unsettled);
            _unsettled.Clear();
        }
    }

    /// <summary>What is wanted and not there.</summary>
    public List<string> Missing(HashSet<string> found)
    {
        lock (_gate)
        {
            return [.. _wanted.Except(found)];
        }
    }
}
