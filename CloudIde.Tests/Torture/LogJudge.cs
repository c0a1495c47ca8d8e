using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CloudIde.Worker.Terminals;

namespace CloudIde.Tests.Torture;

/// <summary>
/// Reads the whole log of a terminal that runs <see cref="NumberedShell"/> and finds what is lost, doubled or reordered in
/// it. Only where a shell was lost with its worker, and the log says so, may a line be cut off and typed lines be missing.
/// </summary>
internal sealed partial class LogJudge(string terminal, Findings findings)
{
    private readonly Dictionary<string, int> _lastTyped = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mayMiss = new(StringComparer.Ordinal);

    /// <summary>How many shells there were.</summary>
    public int Shells => _ids.Count;

    /// <summary>How many printed lines were found, each in its place.</summary>
    public int Lines { get; private set; }

    /// <summary>How many typed lines were found, each once.</summary>
    public int Typed { get; private set; }

    /// <summary>How many typed lines were lost with a worker.</summary>
    public int LostWithWorker { get; private set; }

    /// <summary>Judges a log.</summary>
    /// <param name="log">All of it.</param>
    /// <param name="viewers">The names of those who typed.</param>
    public void Judge(ReadOnlySpan<byte> log, IEnumerable<string> viewers)
    {
        var names = viewers.ToList();
        var notice = RestartNotice.Bytes.Span;
        var first = true;
        while (true)
        {
            var end = log.IndexOf(notice);
            JudgeShell(Encoding.Latin1.GetString(end < 0 ? log : log[..end]), isFirst: first, isCut: end >= 0);
            if (end < 0)
            {
                return;
            }

            first = false;
            _mayMiss.UnionWith(names);
            log = log[(end + notice.Length)..];
        }
    }

    /// <summary>The number of the last line typed by a viewer that was found, 0 for none.</summary>
    public int LastTypedBy(string viewer) => _lastTyped.GetValueOrDefault(viewer);

    private void JudgeShell(string text, bool isFirst, bool isCut)
    {
        var lines = text.Split("\r\n");
        var whole = lines.Length - 1;
        var at = 0;

        // Before the shell has switched echo off, the terminal itself repeats what waited for it.
        while (at < whole && !lines[at].StartsWith("S ", StringComparison.Ordinal))
        {
            if (!Echo().IsMatch(lines[at]))
            {
                Fail($"there is \"{lines[at]}\" before a shell has said who it is");
                return;
            }

            at++;
        }

        if (at == whole)
        {
            // A shell that was lost before it said anything.
            return;
        }

        var id = lines[at].Split(' ')[1];
        if (!_ids.Add(id))
        {
            Fail($"shell {id} appears twice");
        }

        var number = 0;
        foreach (var line in lines[(at + 1)..whole])
        {
            var parts = line.Split(' ');
            switch (parts)
            {
                case ["L", var shell, var printed, _] when shell == id && int.Parse(printed, CultureInfo.InvariantCulture) == number + 1:
                    number++;
                    Lines++;
                    break;
                case ["I", var shell, var typed] when shell == id:
                    JudgeTyped(typed);
                    break;
                default:
                    Fail($"behind line {number} of shell {id} there is \"{line}\"");
                    return;
            }
        }

        if (!isCut && lines[whole].Length > 200)
        {
            Fail($"shell {id} ends with a line that never ends");
        }
    }

    private void JudgeTyped(string typed)
    {
        if (typed is NumberedShell.Burst or NumberedShell.Flood)
        {
            return;
        }

        var match = TypedLine().Match(typed);
        if (!match.Success)
        {
            Fail($"the shell got \"{typed}\", which nobody typed");
            return;
        }

        var viewer = match.Groups[1].Value;
        var number = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        var last = _lastTyped.GetValueOrDefault(viewer);
        var missing = number - last - 1;
        if (missing != 0 && (missing < 0 || !_mayMiss.Contains(viewer)))
        {
            Fail($"line {number} of {viewer} comes behind its line {last}");
        }

        _mayMiss.Remove(viewer);
        LostWithWorker += Math.Max(0, missing);
        _lastTyped[viewer] = Math.Max(number, last);
        Typed++;
    }

    private void Fail(string what) => findings.Fail($"log of {terminal}: {what}");

    [GeneratedRegex("^(<[^<>]*>)*$")]
    private static partial Regex Echo();

    [GeneratedRegex("^<([a-z0-9-]+):([0-9]+)>$")]
    private static partial Regex TypedLine();
}
