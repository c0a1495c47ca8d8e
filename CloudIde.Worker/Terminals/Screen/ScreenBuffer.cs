namespace CloudIde.Worker.Terminals.Screen;

/// <summary>The cells of the main or the alternate screen, with what belongs to each: cursor, saved cursor, margins, tab stops.</summary>
internal sealed class ScreenBuffer
{
    private const int TabWidth = 8;

    private Cell[][] _rows;

    public ScreenBuffer(int columns, int rows)
    {
        Columns = columns;
        _rows = new Cell[rows][];
        for (var i = 0; i < rows; i++)
        {
            _rows[i] = new Cell[columns];
        }

        Tabs = DefaultTabs(columns);
        Bottom = rows - 1;
    }

    /// <summary>Cells a row.</summary>
    public int Columns { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Length;

    /// <summary>The cursor's column from 0; <see cref="Columns"/> when the last one was written and the next character wraps.</summary>
    public int X { get; set; }

    /// <summary>The cursor's row from 0.</summary>
    public int Y { get; set; }

    /// <summary>The first row that scrolls.</summary>
    public int Top { get; set; }

    /// <summary>The last row that scrolls.</summary>
    public int Bottom { get; set; }

    /// <summary>What DECRC restores.</summary>
    public SavedCursor Saved { get; set; } = SavedCursor.Initial;

    /// <summary>Where tabulators stop.</summary>
    public bool[] Tabs { get; private set; }

    /// <summary>Whether all rows scroll.</summary>
    public bool ScrollsWhole => Top == 0 && Bottom == Rows - 1;

    /// <summary>Whether tabulators stop at each eighth column.</summary>
    public bool HasDefaultTabs => Tabs.AsSpan().SequenceEqual(DefaultTabs(Columns));

    /// <summary>All rows from the top.</summary>
    public IReadOnlyList<Cell[]> AllRows => _rows;

    /// <summary>The cells of one row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>The cells.</returns>
    public Span<Cell> this[int row] => _rows[row];

    /// <summary>Scrolls the margins' rows up: the first goes, a blank one comes.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="bottom">The last row.</param>
    /// <param name="count">By how many rows.</param>
    /// <param name="blank">What the new rows consist of.</param>
    public void ScrollUp(int top, int bottom, int count, Cell blank)
    {
        count = Math.Min(count, bottom - top + 1);
        for (var i = 0; i < count; i++)
        {
            var gone = _rows[top];
            Array.Copy(_rows, top + 1, _rows, top, bottom - top);
            gone.AsSpan().Fill(blank);
            _rows[bottom] = gone;
        }
    }

    /// <summary>Scrolls rows down: the last goes, a blank one comes.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="bottom">The last row.</param>
    /// <param name="count">By how many rows.</param>
    /// <param name="blank">What the new rows consist of.</param>
    public void ScrollDown(int top, int bottom, int count, Cell blank)
    {
        count = Math.Min(count, bottom - top + 1);
        for (var i = 0; i < count; i++)
        {
            var gone = _rows[bottom];
            Array.Copy(_rows, top, _rows, top + 1, bottom - top);
            gone.AsSpan().Fill(blank);
            _rows[top] = gone;
        }
    }

    /// <summary>Erases all rows.</summary>
    /// <param name="blank">What they then consist of.</param>
    public void Fill(Cell blank)
    {
        foreach (var row in _rows)
        {
            row.AsSpan().Fill(blank);
        }
    }

    /// <summary>Replaces cells of a row; a wide character that is cut in half leaves an empty cell.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">The first column.</param>
    /// <param name="end">The column behind the last; more than there are is fine.</param>
    /// <param name="blank">What they are replaced with.</param>
    /// <param name="isKept">Which cells stay nevertheless; null for none.</param>
    public void Erase(int row, int start, int end, Cell blank, Func<Cell, bool>? isKept = null)
    {
        var cells = this[row];
        end = Math.Min(end, cells.Length);
        if (start >= end)
        {
            return;
        }

        if (start > 0 && cells[start - 1].IsWide && isKept?.Invoke(cells[start - 1]) != true)
        {
            cells[start - 1] = blank;
        }

        if (end < cells.Length && cells[end - 1].IsWide && isKept?.Invoke(cells[end]) != true)
        {
            cells[end] = blank;
        }

        if (isKept is null)
        {
            cells[start..end].Fill(blank);
            return;
        }

        foreach (ref var cell in cells[start..end])
        {
            cell = isKept(cell) ? cell : blank;
        }
    }

    /// <summary>Inserts cells into a row; what is pushed over its end is lost.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="blank">What is inserted.</param>
    public void Insert(int row, int column, int count, Cell blank)
    {
        var cells = this[row];
        if (column > 0 && cells[column - 1].IsWide)
        {
            cells[column - 1] = blank;
        }

        count = Math.Min(count, cells.Length - column);
        cells[column..^count].CopyTo(cells[(column + count)..]);
        cells.Slice(column, count).Fill(blank);
        if (cells[^1].IsWide)
        {
            cells[^1] = blank;
        }
    }

    /// <summary>Deletes cells of a row; blank ones come in at its end.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="blank">What comes in.</param>
    public void Delete(int row, int column, int count, Cell blank)
    {
        var cells = this[row];
        count = Math.Min(count, cells.Length - column);
        cells[(column + count)..].CopyTo(cells[column..]);
        cells[^count..].Fill(blank);
        if (column > 0 && cells[column - 1].IsWide)
        {
            cells[column - 1] = blank;
        }

        if (cells[column].IsTail)
        {
            cells[column] = blank;
        }
    }

    /// <summary>Finds the next tabulator stop.</summary>
    /// <param name="column">From where.</param>
    /// <returns>The stop's column, or the last one.</returns>
    public int NextTab(int column)
    {
        for (column++; column < Columns && !Tabs[column]; column++)
        {
        }

        return Math.Min(column, Columns - 1);
    }

    /// <summary>Finds the tabulator stop before.</summary>
    /// <param name="column">From where.</param>
    /// <returns>The stop's column, or the first one.</returns>
    public int PreviousTab(int column)
    {
        for (column--; column > 0 && !Tabs[column]; column--)
        {
        }

        return Math.Max(column, 0);
    }

    /// <summary>
    /// Changes the size as xterm does, except that lines are cut instead of wrapped anew: rows below the cursor go first,
    /// then those at the top. Programs draw anew after a change of size.
    /// </summary>
    /// <param name="columns">Cells a row.</param>
    /// <param name="rows">The number of rows.</param>
    public void Resize(int columns, int rows)
    {
        var dropped = Math.Max(0, Math.Min(Rows - rows, Y - (rows - 1)));
        var kept = _rows.Skip(dropped).Take(rows).ToList();
        while (kept.Count < rows)
        {
            kept.Add(new Cell[columns]);
        }

        _rows = [.. kept];
        for (var i = 0; i < rows; i++)
        {
            Array.Resize(ref _rows[i], columns);
            if (_rows[i][^1].IsWide)
            {
                _rows[i][^1] = default;
            }
        }

        var tabs = DefaultTabs(columns);
        Tabs.AsSpan(0, Math.Min(columns, Columns)).CopyTo(tabs);
        Tabs = tabs;
        Columns = columns;
        Top = 0;
        Bottom = rows - 1;
        X = Math.Min(X, columns - 1);
        Y = Math.Clamp(Y - dropped, 0, rows - 1);
        Saved = Saved with { Column = Math.Min(Saved.Column, columns - 1), Row = Math.Clamp(Saved.Row - dropped, 0, rows - 1) };
    }

    private static bool[] DefaultTabs(int columns)
    {
        var tabs = new bool[columns];
        for (var i = 0; i < columns; i += TabWidth)
        {
            tabs[i] = true;
        }

        return tabs;
    }
}
