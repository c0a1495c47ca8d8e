namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// The numbers of one control sequence: parameters between semicolons, each perhaps with sub-parameters behind colons, as
/// <c>4:3</c> for a curly underline. What exceeds the limits is dropped; xterm's limits are similar.
/// </summary>
internal sealed class VtParameters
{
    private const int Max = 32;
    private const int MaxValue = 1_000_000;

    private readonly int[] _values = new int[Max];
    private readonly int[] _subValues = new int[Max];
    private readonly int[] _subEnds = new int[Max];
    private int _subCount;
    private bool _inSub;
    private bool _full;

    /// <summary>How many there are, at least 1.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>One parameter.</summary>
    /// <param name="index">Its place from 0; may be beyond the last.</param>
    /// <returns>The number, or 0 where none was given.</returns>
    public int this[int index] => index < Count ? _values[index] : 0;

    /// <summary>One parameter of the many that count from 1.</summary>
    /// <param name="index">Its place from 0.</param>
    /// <returns>The number, or 1 where none or 0 was given.</returns>
    public int OrOne(int index) => Math.Max(1, this[index]);

    /// <summary>The sub-parameters of one parameter; -1 where none was given between two colons.</summary>
    /// <param name="index">Its place from 0, below <see cref="Count"/>.</param>
    /// <returns>The numbers.</returns>
    public ReadOnlySpan<int> Sub(int index)
    {
        var start = index == 0 ? 0 : _subEnds[index - 1];
        return _subValues.AsSpan(start, _subEnds[index] - start);
    }

    /// <summary>Begins another sequence.</summary>
    public void Clear()
    {
        Count = 1;
        _values[0] = 0;
        _subEnds[0] = 0;
        _subCount = 0;
        _inSub = false;
        _full = false;
    }

    /// <summary>Takes one character of the parameters.</summary>
    /// <param name="code">A digit, a semicolon or a colon.</param>
    public void Add(int code)
    {
        switch (code)
        {
            case ';':
                NextParameter();
                break;
            case ':':
                NextSub();
                break;
            case var digit when !_full:
                ref var value = ref (_inSub ? ref _subValues[_subCount - 1] : ref _values[Count - 1]);
                value = Math.Min((Math.Max(value, 0) * 10) + digit - '0', MaxValue);
                break;
        }
    }

    private void NextParameter()
    {
        _inSub = false;
        if (Count == Max)
        {
            _full = true;
            return;
        }

        _full = false;
        _values[Count] = 0;
        _subEnds[Count] = _subCount;
        Count++;
    }

    private void NextSub()
    {
        if (_full || _subCount == Max)
        {
            _full = true;
            return;
        }

        _inSub = true;
        _subValues[_subCount++] = -1;
        _subEnds[Count - 1] = _subCount;
    }
}
