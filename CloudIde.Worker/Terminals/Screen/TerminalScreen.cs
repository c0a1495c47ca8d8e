using System.Buffers;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// What a terminal shows after all output so far: both screens' cells, cursor and modes, as xterm.js would have them. It
/// exists to say, by <see cref="ScreenPrefix"/>, how a fresh terminal is brought into the same state.
/// </summary>
internal sealed partial class TerminalScreen : IVtActions
{
    /// <summary>Pieces below this are not worth the search for what can be left out of them.</summary>
    private const int MinFlood = 4096;

    /// <summary>What ends a run of plain lines, besides C1 controls, whose first byte in UTF-8 is 0xc2.</summary>
    private static readonly SearchValues<byte> EndsLines = SearchValues.Create(0x0e, 0x0f, 0x18, 0x1a, 0x1b, 0xc2);

    private readonly VtParser _parser;
    private readonly VtParameters _sgr = new();
    private ScreenBuffer _main;
    private ScreenBuffer _alternate;
    private CellStyle _style;
    private int _styleNumber;
    private Cell _blank;
    private long _plainLines = long.MaxValue / 2;
    private int _lastWidth;

    public TerminalScreen(int columns, int rows)
    {
        (columns, rows) = Limit(columns, rows);
        _main = new ScreenBuffer(columns, rows);
        _alternate = new ScreenBuffer(columns, rows);
        Active = _main;
        _parser = new VtParser(this);
    }

    /// <summary>The cells' styles and combined characters.</summary>
    public CellTable Table { get; } = new();

    /// <summary>The screen with scrollback.</summary>
    public ScreenBuffer Main => _main;

    /// <summary>The screen that is shown.</summary>
    public ScreenBuffer Active { get; private set; }

    /// <summary>Whether the alternate screen is shown.</summary>
    public bool IsAlternate => Active == _alternate;

    /// <summary>What is switched on and off.</summary>
    public TerminalModes Modes { get; } = new();

    /// <summary>The character sets.</summary>
    public CharacterSets Charsets { get; } = new();

    /// <summary>Links, title and colours.</summary>
    public SystemState System { get; } = new();

    /// <summary>The flags of the kitty keyboard protocol.</summary>
    public KeyboardFlags Keyboard { get; } = new();

    /// <summary>How characters are drawn now.</summary>
    public CellStyle Style
    {
        get => _style;
        private set
        {
            if (value != _style)
            {
                _style = value;
                _styleNumber = Table.NumberOf(value);
                _blank = new Cell(0, Table.NumberOf(value.Erased));
            }
        }
    }

    /// <summary>Whether the next byte begins something: neither a sequence nor a character is incomplete.</summary>
    public bool IsAtBoundary => _parser.IsAtBoundary;

    /// <summary>Whether the last thing was a character, to which a combining mark or a repetition (REP) may still belong.</summary>
    public bool IsBehindCharacter => _lastWidth > 0;

    /// <summary>
    /// Whether what follows means the same to a fresh terminal, apart from what stands above it: nothing is switched on, and
    /// no program has moved the cursor across lines that still show. So plain output needs nothing before it.
    /// </summary>
    public bool IsPlain =>
        !IsAlternate
        && _plainLines >= _main.Rows
        && Style == default
        && _main.ScrollsWhole
        && _main.HasDefaultTabs
        && Charsets.AreDefault
        && Modes.AreDefault
        && System.HasDefaultColours
        && Keyboard.AreDefault;

    /// <summary>Takes output.</summary>
    /// <param name="bytes">The next bytes, in pieces of any length.</param>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= MinFlood && !IsAlternate && _main.ScrollsWhole && _parser.IsAtBoundary)
        {
            var run = LengthOfLines(bytes);
            bytes = bytes[SkipScrolledOut(bytes[..run])..];
            run = Math.Max(LengthOfLines(bytes), 1);

            // What ended the run goes along, and a little of what is behind it; short runs in a row are better not searched.
            run = Math.Min(bytes.Length, Math.Max(run, MinFlood));
            Parse(bytes[..run]);
            bytes = bytes[run..];
        }

        Parse(bytes);
    }

    /// <summary>Follows a change of size.</summary>
    /// <param name="columns">Cells a row.</param>
    /// <param name="rows">The number of rows.</param>
    public void Resize(int columns, int rows)
    {
        (columns, rows) = Limit(columns, rows);
        _main.Resize(columns, rows);
        _alternate.Resize(columns, rows);
    }

    // Terminals have at least two columns, so that a wide character fits.
    private static (int Columns, int Rows) Limit(int columns, int rows) => (Math.Max(columns, 2), Math.Max(rows, 1));

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        _parser.Parse(bytes);
        if (Table.IsLarge)
        {
            Table.Compact(_main.AllRows.Concat(_alternate.AllRows));
            _styleNumber = Table.NumberOf(_style);
            _blank = new Cell(0, Table.NumberOf(_style.Erased));
        }
    }

    /// <summary>How much of the bytes is text, line ends and colours only.</summary>
    private static int LengthOfLines(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (true)
        {
            var next = bytes[at..].IndexOfAny(EndsLines);
            if (next < 0)
            {
                return bytes.Length;
            }

            at += next;
            var length = bytes[at] switch
            {
                0x1b => LengthOfSgr(bytes[at..]),
                0xc2 when at + 1 < bytes.Length && bytes[at + 1] >= 0xa0 => 2,
                _ => 0,
            };
            if (length == 0)
            {
                return at;
            }

            at += length;
        }
    }

    private static int LengthOfSgr(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3 || bytes[1] != '[')
        {
            return 0;
        }

        var length = 2;
        while (length < bytes.Length && bytes[length] is >= (byte)'0' and <= (byte)';')
        {
            length++;
        }

        return length < bytes.Length && bytes[length] == 'm' ? length + 1 : 0;
    }

    /// <summary>
    /// Leaves out lines that have scrolled away when the run ends. So a flood costs a search and no cells: only its last
    /// rows and its colours count.
    /// </summary>
    /// <param name="run">Text, line ends and colours, all rows scrolling.</param>
    /// <returns>How many bytes are dealt with.</returns>
    private int SkipScrolledOut(ReadOnlySpan<byte> run)
    {
        // One more than the rows remain, so that each row on the screen is one that came after, drawn on the right colour.
        var end = run.Length;
        for (var i = 0; i <= _main.Rows + 1; i++)
        {
            end = run[..end].LastIndexOf("\r\n"u8);
            if (end < 0)
            {
                return 0;
            }
        }

        end += 2;
        var lines = run[..end].Count((byte)'\n');
        if (lines < _main.Rows)
        {
            return 0;
        }

        ApplyColours(run[..end]);
        _main.X = 0;
        _main.Y = _main.Rows - 1;
        _main.Saved = _main.Saved with { Row = Math.Max(0, _main.Saved.Row - lines) };
        _plainLines += lines;
        _lastWidth = 0;
        return end;
    }

    private void ApplyColours(ReadOnlySpan<byte> run)
    {
        for (var at = run.IndexOf((byte)0x1b); at >= 0; at = run.IndexOf((byte)0x1b))
        {
            var length = LengthOfSgr(run[at..]);
            _sgr.Clear();
            foreach (var code in run[(at + 2)..(at + length - 1)])
            {
                _sgr.Add(code);
            }

            Style = SgrReader.Apply(Style, _sgr);
            run = run[(at + length)..];
        }
    }
}
