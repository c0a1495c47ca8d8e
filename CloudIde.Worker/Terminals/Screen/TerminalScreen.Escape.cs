namespace CloudIde.Worker.Terminals.Screen;

/// <content>Escape sequences, modes that do more than switch, and resets.</content>
internal sealed partial class TerminalScreen
{
    /// <inheritdoc/>
    public void Escape(int intermediate, int final)
    {
        _lastWidth = 0;
        switch ((intermediate, final))
        {
            case (0, '7'):
                SaveCursor();
                break;
            case (0, '8'):
                RestoreCursor();
                break;
            case (0, 'D'):
                Index();
                break;
            case (0, 'E'):
                Active.X = 0;
                Index();
                break;
            case (0, 'H'):
                SetTab();
                break;
            case (0, 'M'):
                ReverseIndex();
                break;
            case (0, '='):
                Modes.ApplicationKeypad = true;
                break;
            case (0, '>'):
                Modes.ApplicationKeypad = false;
                break;
            case (0, 'c'):
                Reset();
                break;
            case (0, 'n' or '}'):
                Charsets.Choose(2);
                break;
            case (0, 'o' or '|'):
                Charsets.Choose(3);
                break;
            case (0, '~'):
                Charsets.Choose(1);
                break;
            case ('%', '@' or 'G'):
                Charsets.Choose(0);
                Charsets.Designate(0, CharacterSets.Ascii);
                break;
            case ('(' or ')' or '*' or '+' or '-' or '.', >= '0' and <= 'z'):
                Charsets.Designate(intermediate switch { '(' => 0, ')' or '-' => 1, '*' or '.' => 2, _ => 3 }, (char)final);
                break;
            case ('#', '8'):
                NoteAddressed();
                Active.Fill(new Cell('E', _styleNumber));
                MoveTo(0, 0);
                break;
        }
    }

    /// <inheritdoc/>
    public void SystemCommand(ReadOnlySpan<byte> command)
    {
        _lastWidth = 0;
        System.Obey(command);
        Style = Style with { Link = System.Link };
    }

    private void SetPrivate(int mode, bool on)
    {
        switch (mode)
        {
            case 2 when on:
                for (var level = 0; level < 4; level++)
                {
                    Charsets.Designate(level, CharacterSets.Ascii);
                }

                break;
            case 6:
                Modes.Origin = on;
                NoteAddressed();
                MoveTo(0, 0);
                break;
            case 47 or 1047 or 1049:
                SwitchScreen(on, saves: mode == 1049);
                break;
            case 1048 when on:
                SaveCursor();
                break;
            case 1048:
                RestoreCursor();
                break;
            default:
                Modes.SetPrivate(mode, on);
                break;
        }
    }

    private void SwitchScreen(bool alternate, bool saves)
    {
        if (alternate && saves)
        {
            SaveCursor();
        }

        if (alternate != IsAlternate)
        {
            var from = Active;
            Active = alternate ? _alternate : _main;
            (Active.X, Active.Y) = (from.X, from.Y);

            // It is cleared when it is left, and shows in the background colour of when it is entered.
            _alternate.Fill(alternate ? _blank : default);
        }

        if (!alternate && saves)
        {
            RestoreCursor();
        }
    }

    private void SaveCursor() => Active.Saved = new SavedCursor(Active.X, Active.Y, Style, Charsets.Current);

    private void RestoreCursor()
    {
        NoteAddressed();
        var saved = Active.Saved;
        (Active.X, Active.Y) = (saved.Column, saved.Row);
        Style = saved.Style with { Link = System.Link, UnderlineColour = Style.UnderlineColour };
        Charsets.Restore(saved.Charset);
        Restrict(Active.Columns - 1);
    }

    private void SoftReset()
    {
        Modes.SoftReset();
        Modes.Insert = false;
        Charsets.Reset();
        System.CloseLink();
        Style = default;
        Active.Top = 0;
        Active.Bottom = Active.Rows - 1;
        Active.Saved = SavedCursor.Initial;
    }

    private void Reset()
    {
        _main = new ScreenBuffer(_main.Columns, _main.Rows);
        _alternate = new ScreenBuffer(_main.Columns, _main.Rows);
        Active = _main;
        Modes.Reset();
        Charsets.Reset();
        Keyboard.Reset();
        System.Reset();
        Style = default;
        _plainLines = long.MaxValue / 2;
    }
}
