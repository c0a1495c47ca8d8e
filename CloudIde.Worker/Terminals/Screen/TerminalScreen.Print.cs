namespace CloudIde.Worker.Terminals.Screen;

/// <content>Characters, and the controls that move among lines.</content>
internal sealed partial class TerminalScreen
{
    /// <inheritdoc/>
    public void PrintAscii(ReadOnlySpan<byte> text)
    {
        if (Modes.Insert || Charsets.Translate)
        {
            foreach (var code in text)
            {
                PrintWide(Charsets.Map(code), 1);
            }

            return;
        }

        while (!text.IsEmpty)
        {
            var screen = Active;
            if (screen.X >= screen.Columns)
            {
                if (Modes.Wrap)
                {
                    WrapLine();
                }
                else
                {
                    // Each further character replaces the last one.
                    screen.X = screen.Columns - 1;
                    text = text[^1..];
                }
            }

            var cells = screen[screen.Y];
            ClearHalf(cells, screen.X - 1);
            var count = Math.Min(text.Length, screen.Columns - screen.X);
            var target = cells.Slice(screen.X, count);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = new Cell(text[i], _styleNumber);
            }

            screen.X += count;
            ClearTail(cells, screen.X);
            text = text[count..];
        }

        _lastWidth = 1;
    }

    /// <inheritdoc/>
    public void Print(int code)
    {
        var width = CharacterWidth.Of(code);
        if (width == 0 && _lastWidth > 0 && Active.X > 0)
        {
            Combine(code);
            return;
        }

        PrintWide(code, width);
    }

    /// <inheritdoc/>
    public void Execute(int code)
    {
        _lastWidth = 0;
        switch (code)
        {
            case 0x08:
                Backspace();
                break;
            case 0x09 when Active.X < Active.Columns:
                Active.X = Active.NextTab(Active.X);
                break;
            case 0x0a or 0x0b or 0x0c:
                LineFeed();
                break;
            case 0x0d:
                Active.X = 0;
                break;
            case 0x0e:
                Charsets.Choose(1);
                break;
            case 0x0f:
                Charsets.Choose(0);
                break;
            case 0x84:
                Index();
                break;
            case 0x85:
                Active.X = 0;
                Index();
                break;
            case 0x88:
                SetTab();
                break;
        }
    }

    private void PrintWide(int code, int width)
    {
        var screen = Active;
        if (screen.X + width > screen.Columns)
        {
            if (Modes.Wrap)
            {
                var left = screen[screen.Y][Math.Min(screen.X, screen.Columns)..];
                WrapLine(left);
            }
            else
            {
                screen.X = screen.Columns - 1;
                if (width == 2)
                {
                    return;
                }
            }
        }

        var cells = screen[screen.Y];
        ClearHalf(cells, screen.X - 1);
        if (Modes.Insert && width > 0)
        {
            screen.Insert(screen.Y, screen.X, width, new Cell(0, _styleNumber));
        }

        if (screen.X < screen.Columns)
        {
            cells[screen.X++] = new Cell(code | (width == 2 ? Cell.Wide : 0), _styleNumber);
        }

        if (width == 2)
        {
            cells[screen.X++] = new Cell(Cell.Tail, _styleNumber);
        }

        ClearTail(cells, screen.X);
        _lastWidth = width;
    }

    /// <summary>Goes to the next line with a wide character that does not fit, and clears the cell it leaves over.</summary>
    private void WrapLine(Span<Cell> left)
    {
        left.Fill(new Cell(0, _styleNumber));
        WrapLine();
    }

    private void WrapLine()
    {
        Active.X = 0;
        MoveDown();
    }

    private void Combine(int mark)
    {
        var cells = Active[Active.Y];
        ref var cell = ref cells[Active.X - 1];
        if (cell.IsTail && Active.X > 1)
        {
            cell = ref cells[Active.X - 2];
        }

        cell = Table.Combine(cell, mark);
    }

    /// <summary>A wide character whose second half is about to be overwritten is gone.</summary>
    private void ClearHalf(Span<Cell> cells, int column)
    {
        if (column >= 0 && column < cells.Length && cells[column].IsWide)
        {
            cells[column] = new Cell(0, _styleNumber);
        }
    }

    /// <summary>A second half whose first was overwritten is gone.</summary>
    private void ClearTail(Span<Cell> cells, int column)
    {
        if (column < cells.Length && cells[column].IsTail)
        {
            cells[column] = new Cell(0, _styleNumber);
        }
    }

    private void Backspace()
    {
        Restrict(Modes.ReverseWrap ? Active.Columns : Active.Columns - 1);
        if (Active.X > 0)
        {
            Active.X--;
        }

        Restrict(Active.Columns - 1);
    }

    private void LineFeed()
    {
        if (Modes.NewLine)
        {
            Active.X = 0;
        }

        MoveDown();
        Active.X = Math.Min(Active.X, Active.Columns - 1);
    }

    private void Index()
    {
        Restrict(Active.Columns - 1);
        MoveDown();
    }

    private void MoveDown()
    {
        var screen = Active;
        if (screen.Y == screen.Bottom)
        {
            ScrollOut();
        }
        else if (screen.Y < screen.Rows - 1)
        {
            screen.Y++;
        }
    }

    private void ScrollOut()
    {
        var screen = Active;
        screen.ScrollUp(screen.Top, screen.Bottom, 1, _blank);
        if (screen == _main && screen.Top == 0)
        {
            // The saved place moves along with the text that it was in, as in xterm.js.
            screen.Saved = screen.Saved with { Row = Math.Max(0, screen.Saved.Row - 1) };
            _plainLines += screen.ScrollsWhole ? 1 : 0;
        }
    }

    private void ReverseIndex()
    {
        NoteAddressed();
        Restrict(Active.Columns - 1);
        if (Active.Y == Active.Top)
        {
            Active.ScrollDown(Active.Top, Active.Bottom, 1, _blank);
        }
        else
        {
            Active.Y = Math.Max(0, Active.Y - 1);
        }
    }

    private void SetTab()
    {
        if (Active.X < Active.Columns)
        {
            Active.Tabs[Active.X] = true;
        }
    }

    /// <summary>Keeps the cursor on the screen, and within the margins where it counts from them.</summary>
    private void Restrict(int maxColumn)
    {
        Active.X = Math.Clamp(Active.X, 0, maxColumn);
        Active.Y = Modes.Origin ? Math.Clamp(Active.Y, Active.Top, Active.Bottom) : Math.Clamp(Active.Y, 0, Active.Rows - 1);
    }

    /// <summary>A program has reached into lines that show, so what follows may depend on them.</summary>
    private void NoteAddressed()
    {
        if (!IsAlternate)
        {
            _plainLines = 0;
        }
    }
}
