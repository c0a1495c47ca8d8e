namespace CloudIde.Worker.Terminals.Screen;

/// <content>Control sequences: <c>CSI</c> and what follows.</content>
internal sealed partial class TerminalScreen
{
    /// <inheritdoc/>
    public void Control(int prefix, VtParameters parameters, int intermediate, int final)
    {
        var lastWidth = _lastWidth;
        _lastWidth = 0;
        switch ((prefix, intermediate, final))
        {
            case (0, 0, 'm'):
                Style = SgrReader.Apply(Style, parameters);
                break;
            case (0, 0, 'h' or 'l'):
                for (var i = 0; i < parameters.Count; i++)
                {
                    Modes.SetAnsi(parameters[i], final == 'h');
                }

                break;
            case ('?', 0, 'h' or 'l'):
                for (var i = 0; i < parameters.Count; i++)
                {
                    SetPrivate(parameters[i], final == 'h');
                }

                break;
            case (0, 0, 'b'):
                Repeat(parameters.OrOne(0), lastWidth);
                break;
            case (0, 0, 'r'):
                SetMargins(parameters);
                break;
            case (0, 0, 's'):
                SaveCursor();
                break;
            case (0, 0, 'u'):
                RestoreCursor();
                break;
            case (0, ' ', 'q'):
                Modes.CursorStyle = parameters[0] is >= 0 and <= 6 ? parameters[0] : Modes.CursorStyle;
                break;
            case (0, '!', 'p'):
                SoftReset();
                break;
            case (0, '"', 'q'):
                Style = Style with
                {
                    Flags = parameters[0] == 1 ? Style.Flags | StyleFlags.Protected : Style.Flags & ~StyleFlags.Protected,
                };
                break;
            case ('>', 0, 'm'):
                Modes.ModifyOtherKeys = parameters[0] == 4 ? parameters[1] : Modes.ModifyOtherKeys;
                break;
            case ('>' or '<' or '=', 0, 'u'):
                Keyboard.Change(prefix, parameters, IsAlternate);
                break;
            case (0, 0, 'g'):
                ClearTabs(parameters[0]);
                break;
            case (0, 0, 'J' or 'K' or 'X' or '@' or 'P') or ('?', 0, 'J' or 'K'):
                EditLine(prefix, parameters, final);
                break;
            case (0, 0, 'L' or 'M' or 'S' or 'T'):
                EditLines(parameters, final);
                break;
            case (0, ' ', '@' or 'A') or (0, '\'', '}' or '~'):
                EditColumns(parameters.OrOne(0), final);
                break;
            case (0, 0, _):
                MoveCursor(parameters, final);
                break;
        }
    }

    private void MoveCursor(VtParameters parameters, int final)
    {
        var count = parameters.OrOne(0);
        var screen = Active;
        switch (final)
        {
            case 'A' or 'F':
                NoteAddressed();
                MoveBy(0, -(screen.Y >= screen.Top ? Math.Min(screen.Y - screen.Top, count) : count));
                break;
            case 'B' or 'E':
                MoveBy(0, screen.Y <= screen.Bottom ? Math.Min(screen.Bottom - screen.Y, count) : count);
                break;
            case 'C' or 'a':
                MoveBy(count, 0);
                break;
            case 'D':
                MoveBy(-count, 0);
                break;
            case 'G' or '`':
                MoveTo(count - 1, screen.Y);
                break;
            case 'H' or 'f':
                NoteAddressed();
                MoveTo(parameters.OrOne(1) - 1, count - 1);
                break;
            case 'I' when screen.X < screen.Columns:
                for (var i = 0; i < Math.Min(count, screen.Columns); i++)
                {
                    screen.X = screen.NextTab(screen.X);
                }

                break;
            case 'Z' when screen.X < screen.Columns:
                for (var i = 0; i < Math.Min(count, screen.Columns); i++)
                {
                    screen.X = screen.PreviousTab(screen.X);
                }

                break;
            case 'd':
                NoteAddressed();
                MoveTo(screen.X, count - 1);
                break;
            case 'e':
                MoveBy(0, count);
                break;
        }

        if (final is 'E' or 'F')
        {
            screen.X = 0;
        }
    }

    private void MoveTo(int column, int row)
    {
        Active.X = column;
        Active.Y = Modes.Origin ? Active.Top + row : row;
        Restrict(Active.Columns - 1);
    }

    private void MoveBy(int columns, int rows)
    {
        // Where rows count from the margin, xterm.js adds the margin to relative movements too; so do its screens, and so must this.
        Restrict(Active.Columns - 1);
        MoveTo(Active.X + columns, Active.Y + rows);
    }

    private void EditLine(int prefix, VtParameters parameters, int final)
    {
        var screen = Active;
        Func<Cell, bool>? isKept = prefix == '?' ? IsProtected : null;
        Restrict(final is 'J' or 'K' ? screen.Columns : screen.Columns - 1);
        switch (final)
        {
            case 'J':
                EraseDisplay(parameters[0], isKept);
                break;
            case 'K':
                var (start, end) = parameters[0] switch
                {
                    0 => (screen.X, screen.Columns),
                    1 => (0, screen.X + 1),
                    2 => (0, screen.Columns),
                    _ => (0, 0),
                };
                screen.Erase(screen.Y, start, end, _blank, isKept);
                break;
            case 'X':
                screen.Erase(screen.Y, screen.X, screen.X + parameters.OrOne(0), _blank);
                break;
            case '@':
                screen.Insert(screen.Y, screen.X, parameters.OrOne(0), _blank);
                break;
            case 'P':
                screen.Delete(screen.Y, screen.X, parameters.OrOne(0), _blank);
                break;
        }
    }

    private void EraseDisplay(int kind, Func<Cell, bool>? isKept)
    {
        var screen = Active;
        NoteAddressed();
        switch (kind)
        {
            case 0:
                screen.Erase(screen.Y, screen.X, screen.Columns, _blank, isKept);
                EraseRows(screen.Y + 1, screen.Rows, isKept);
                break;
            case 1:
                screen.Erase(screen.Y, 0, screen.X + 1, _blank, isKept);
                EraseRows(0, screen.Y, isKept);
                break;
            case 2:
                EraseRows(0, screen.Rows, isKept);
                break;
        }
    }

    private void EraseRows(int start, int end, Func<Cell, bool>? isKept)
    {
        for (var row = start; row < end; row++)
        {
            Active.Erase(row, 0, Active.Columns, _blank, isKept);
        }
    }

    private bool IsProtected(Cell cell) => Table.StyleOf(cell).Flags.HasFlag(StyleFlags.Protected);

    private void EditLines(VtParameters parameters, int final)
    {
        var screen = Active;
        var count = parameters.OrOne(0);
        NoteAddressed();
        switch (final)
        {
            case 'S':
                screen.ScrollUp(screen.Top, screen.Bottom, count, _blank);
                return;
            case 'T':
                screen.ScrollDown(screen.Top, screen.Bottom, count, default);
                return;
        }

        Restrict(screen.Columns - 1);
        if (screen.Y < screen.Top || screen.Y > screen.Bottom)
        {
            return;
        }

        if (final == 'L')
        {
            screen.ScrollDown(screen.Y, screen.Bottom, count, _blank);
        }
        else
        {
            screen.ScrollUp(screen.Y, screen.Bottom, count, _blank);
        }

        screen.X = 0;
    }

    private void EditColumns(int count, int final)
    {
        var screen = Active;
        if (screen.Y < screen.Top || screen.Y > screen.Bottom)
        {
            return;
        }

        NoteAddressed();

        // As xterm.js has it, the first column where the cursor stands behind the last.
        var column = final is '}' or '~' ? screen.X % screen.Columns : 0;
        for (var row = screen.Top; row <= screen.Bottom; row++)
        {
            if (final is '}' or 'A')
            {
                screen.Insert(row, column, count, _blank);
            }
            else
            {
                screen.Delete(row, column, count, _blank);
            }
        }
    }

    private void ClearTabs(int kind)
    {
        if (kind == 3)
        {
            Active.Tabs.AsSpan().Clear();
        }
        else if (kind == 0 && Active.X < Active.Columns)
        {
            Active.Tabs[Active.X] = false;
        }
    }

    private void SetMargins(VtParameters parameters)
    {
        var screen = Active;
        var top = parameters.OrOne(0);
        var bottom = parameters[1] == 0 || parameters[1] > screen.Rows ? screen.Rows : parameters[1];
        if (bottom > top)
        {
            NoteAddressed();
            screen.Top = top - 1;
            screen.Bottom = bottom - 1;
            MoveTo(0, 0);
        }
    }

    private void Repeat(int count, int width)
    {
        var screen = Active;
        var column = screen.X - width;
        if (width == 0 || column < 0 || screen[screen.Y][column] is not { Content: > 0 } cell)
        {
            return;
        }

        // More than a screen full changes nothing more that shows.
        var text = Table.TextOf(cell);
        for (var i = Math.Min(count, screen.Columns * (screen.Rows + 1)); i > 0; i--)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                if (rune.Value < 0x7f)
                {
                    PrintWide(Charsets.Map(rune.Value), 1);
                }
                else
                {
                    Print(rune.Value);
                }
            }
        }

        _lastWidth = 0;
    }
}
