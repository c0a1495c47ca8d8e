namespace CloudIde.Worker.Terminals.Screen;

/// <summary>The four character sets that a program can choose from (ISO 2022), and the one in use.</summary>
internal sealed class CharacterSets
{
    /// <summary>ASCII, the default.</summary>
    public const char Ascii = 'B';

    private const char Graphics = '0';
    private const char British = 'A';

    /// <summary>DEC's special graphics for 0x60 to 0x7e: line drawing.</summary>
    private const string GraphicsCharacters = "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

    private readonly char[] _sets = [Ascii, Ascii, Ascii, Ascii];

    /// <summary>Which of the four is chosen, from 0.</summary>
    public int Level { get; private set; }

    /// <summary>The set in use. It differs from the chosen one where DECRC has restored another.</summary>
    public char Current { get; private set; } = Ascii;

    /// <summary>Whether nothing was changed.</summary>
    public bool AreDefault => Level == 0 && Current == Ascii && !_sets.AsSpan().ContainsAnyExcept(Ascii);

    /// <summary>Whether ASCII bytes show as other characters.</summary>
    public bool Translate => Current is Graphics or British;

    /// <summary>One of the four sets.</summary>
    /// <param name="level">From 0 to 3.</param>
    /// <returns>The last byte of the sequence that selects it.</returns>
    public char this[int level] => _sets[level];

    /// <summary>Puts a set into one of the four places.</summary>
    /// <param name="level">From 0 to 3.</param>
    /// <param name="set">The last byte of the sequence that selects it.</param>
    public void Designate(int level, char set)
    {
        _sets[level] = set;
        if (level == Level)
        {
            Current = set;
        }
    }

    /// <summary>Chooses one of the four.</summary>
    /// <param name="level">From 0 to 3.</param>
    public void Choose(int level)
    {
        Level = level;
        Current = _sets[level];
    }

    /// <summary>Restores the one that was in use when the cursor was saved.</summary>
    /// <param name="set">The set.</param>
    public void Restore(char set) => Current = set;

    /// <summary>Everything as at the start.</summary>
    public void Reset()
    {
        Array.Fill(_sets, Ascii);
        Choose(0);
    }

    /// <summary>What a byte shows as.</summary>
    /// <param name="code">From 0x20 to 0x7e.</param>
    /// <returns>A code point.</returns>
    public int Map(int code) => Current switch
    {
        Graphics when code >= 0x60 => GraphicsCharacters[code - 0x60],
        British when code == '#' => '£',
        _ => code,
    };
}
