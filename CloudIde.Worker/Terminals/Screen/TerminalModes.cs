namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// What programs switch on and off, apart from what is part of the screens. Modes that the model does not need are kept as
/// they were set, since the viewer's terminal may know them.
/// </summary>
internal sealed class TerminalModes
{
    /// <summary>More unknown modes than this are not kept; there are fewer in the whole of xterm.</summary>
    private const int MaxOthers = 64;

    /// <summary>Modes that shells and editors leave behind on purpose and that change little: a blinking cursor, keys with Meta, the wheel.</summary>
    private static readonly int[] Harmless = [8, 12, 1007, 1034];

    private readonly SortedDictionary<int, bool> _private = [];
    private readonly SortedDictionary<int, bool> _ansi = [];

    /// <summary>DECOM: rows count from the top margin.</summary>
    public bool Origin { get; set; }

    /// <summary>DECAWM: a character behind the last column goes into the next row.</summary>
    public bool Wrap { get; set; } = true;

    /// <summary>IRM: characters push what follows.</summary>
    public bool Insert { get; set; }

    /// <summary>LNM: a line feed also returns.</summary>
    public bool NewLine { get; set; }

    /// <summary>DECTCEM: the cursor shows.</summary>
    public bool CursorVisible { get; set; } = true;

    /// <summary>Mode 45: a backspace goes on in the row above.</summary>
    public bool ReverseWrap { get; set; }

    /// <summary>DECKPAM: the numeric keypad sends sequences.</summary>
    public bool ApplicationKeypad { get; set; }

    /// <summary>Which mouse events are told: 0, 9, 1000, 1002 or 1003. Each replaces the others.</summary>
    public int MouseEvents { get; private set; }

    /// <summary>How they are told: 0, 1005, 1006, 1015 or 1016.</summary>
    public int MouseEncoding { get; private set; }

    /// <summary>DECSCUSR's number, 0 for the default.</summary>
    public int CursorStyle { get; set; }

    /// <summary>xterm's modifyOtherKeys, 0 for off.</summary>
    public int ModifyOtherKeys { get; set; }

    /// <summary>Other DEC modes that were set or reset, with their last value.</summary>
    public IReadOnlyDictionary<int, bool> OtherPrivate => _private;

    /// <summary>Other ANSI modes.</summary>
    public IReadOnlyDictionary<int, bool> OtherAnsi => _ansi;

    /// <summary>Whether nothing that matters differs from a terminal that was just reset.</summary>
    public bool AreDefault =>
        this is
        {
            Origin: false, Wrap: true, Insert: false, NewLine: false, CursorVisible: true, ReverseWrap: false,
            ApplicationKeypad: false, MouseEvents: 0, MouseEncoding: 0, CursorStyle: 0, ModifyOtherKeys: 0,
            _ansi.Count: 0,
        }
        && _private.Keys.All(mode => Harmless.Contains(mode));

    /// <summary>Sets or resets a DEC mode that moves nothing.</summary>
    /// <param name="mode">Its number.</param>
    /// <param name="on">Whether it is set.</param>
    public void SetPrivate(int mode, bool on)
    {
        switch (mode)
        {
            case 7:
                Wrap = on;
                break;
            case 25:
                CursorVisible = on;
                break;
            case 45:
                ReverseWrap = on;
                break;
            case 66:
                ApplicationKeypad = on;
                break;
            case 9 or 1000 or 1002 or 1003:
                MouseEvents = on ? mode : 0;
                break;
            case 1005 or 1006 or 1015 or 1016:
                MouseEncoding = on ? mode : MouseEncoding == mode || mode is 1006 or 1016 ? 0 : MouseEncoding;
                break;
            default:
                Keep(_private, mode, on, Harmless.Contains(mode));
                break;
        }
    }

    /// <summary>Sets or resets an ANSI mode.</summary>
    /// <param name="mode">Its number.</param>
    /// <param name="on">Whether it is set.</param>
    public void SetAnsi(int mode, bool on)
    {
        switch (mode)
        {
            case 4:
                Insert = on;
                break;
            case 20:
                NewLine = on;
                break;
            default:
                Keep(_ansi, mode, on, isOnByDefault: false);
                break;
        }
    }

    /// <summary>Everything that DECSTR resets.</summary>
    public void SoftReset()
    {
        Origin = Insert = ReverseWrap = ApplicationKeypad = false;
        Wrap = CursorVisible = true;
        CursorStyle = 0;
        _private.Clear();
    }

    /// <summary>Everything.</summary>
    public void Reset()
    {
        SoftReset();
        NewLine = false;
        MouseEvents = MouseEncoding = ModifyOtherKeys = 0;
        _ansi.Clear();
    }

    /// <summary>Terminals differ in what is on by default, so a mode that may be is kept in either state.</summary>
    private static void Keep(SortedDictionary<int, bool> modes, int mode, bool on, bool isOnByDefault)
    {
        if (!on && !isOnByDefault)
        {
            modes.Remove(mode);
        }
        else if (modes.Count < MaxOthers || modes.ContainsKey(mode))
        {
            modes[mode] = on;
        }
    }
}
