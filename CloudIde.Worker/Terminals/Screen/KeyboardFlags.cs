namespace CloudIde.Worker.Terminals.Screen;

/// <summary>The flags of the kitty keyboard protocol, a stack for each screen.</summary>
internal sealed class KeyboardFlags
{
    /// <summary>The protocol lets a terminal forget what is below; kitty keeps eight.</summary>
    private const int MaxDepth = 8;

    private readonly List<int> _main = [0];
    private readonly List<int> _alternate = [0];

    /// <summary>Whether nothing was changed.</summary>
    public bool AreDefault => _main is [0] && _alternate is [0];

    /// <summary>The stack of one screen.</summary>
    /// <param name="alternate">Which screen.</param>
    /// <returns>The flags, the current ones last.</returns>
    public IReadOnlyList<int> Of(bool alternate) => alternate ? _alternate : _main;

    /// <summary>Obeys <c>CSI &gt; u</c> (push), <c>CSI &lt; u</c> (pop) or <c>CSI = u</c> (change).</summary>
    /// <param name="prefix">Which of them.</param>
    /// <param name="parameters">Its numbers.</param>
    /// <param name="alternate">The screen that is shown.</param>
    public void Change(int prefix, VtParameters parameters, bool alternate)
    {
        var stack = alternate ? _alternate : _main;
        switch (prefix)
        {
            case '>':
                stack.Add(parameters[0]);
                if (stack.Count > MaxDepth)
                {
                    stack.RemoveAt(0);
                }

                break;
            case '<':
                var count = Math.Min(parameters.OrOne(0), stack.Count);
                stack.RemoveRange(stack.Count - count, count);
                if (stack.Count == 0)
                {
                    stack.Add(0);
                }

                break;
            default:
                stack[^1] = parameters[1] switch
                {
                    2 => stack[^1] | parameters[0],
                    3 => stack[^1] & ~parameters[0],
                    _ => parameters[0],
                };
                break;
        }
    }

    /// <summary>Everything as at the start.</summary>
    public void Reset()
    {
        _main.Clear();
        _main.Add(0);
        _alternate.Clear();
        _alternate.Add(0);
    }
}
