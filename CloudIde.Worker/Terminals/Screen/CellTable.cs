using System.Text;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// Styles and combined characters by number, so that a cell is two numbers and a row can be filled fast. Bounded: what no
/// cell uses any more is forgotten by <see cref="Compact"/>.
/// </summary>
internal sealed class CellTable
{
    /// <summary>Compact the table beyond this. A screen of 24-bit gradients has fewer styles than cells.</summary>
    private const int SoftLimit = 16 * 1024;

    /// <summary>A character with more marks than fit here loses the rest; real text has a few.</summary>
    private const int MaxCluster = 32;

    private readonly Dictionary<CellStyle, int> _styleNumbers = new() { [default] = 0 };
    private readonly Dictionary<string, int> _clusterNumbers = new(StringComparer.Ordinal);
    private readonly List<CellStyle> _styles = [default];
    private readonly List<string> _clusters = [];

    /// <summary>Whether there is so much that <see cref="Compact"/> should be called.</summary>
    public bool IsLarge => _styles.Count > SoftLimit || _clusters.Count > SoftLimit;

    /// <summary>Finds or makes a style's number.</summary>
    /// <param name="style">The style.</param>
    /// <returns>Its number; 0 is the default style's.</returns>
    public int NumberOf(CellStyle style)
    {
        if (!_styleNumbers.TryGetValue(style, out var number))
        {
            number = _styles.Count;
            _styles.Add(style);
            _styleNumbers.Add(style, number);
        }

        return number;
    }

    /// <summary>A cell's style.</summary>
    /// <param name="cell">A cell.</param>
    /// <returns>The style.</returns>
    public CellStyle StyleOf(Cell cell) => _styles[cell.Style];

    /// <summary>A cell's text.</summary>
    /// <param name="cell">A cell with content, not a tail.</param>
    /// <returns>One character with its combining marks.</returns>
    public string TextOf(Cell cell)
    {
        var content = cell.Content & ~Cell.Wide;
        return (content & Cell.Cluster) != 0 ? _clusters[content & ~Cell.Cluster] : new Rune(content).ToString();
    }

    /// <summary>Adds a combining mark to a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="mark">The mark's code point.</param>
    /// <returns>The cell with the mark.</returns>
    public Cell Combine(Cell cell, int mark)
    {
        var text = (cell.Content > 0 ? TextOf(cell) : "") + new Rune(mark);
        if (text.Length > MaxCluster)
        {
            return cell;
        }

        return cell with { Content = NumberOf(text) | Cell.Cluster | (cell.IsWide ? Cell.Wide : 0) };
    }

    /// <summary>Forgets what no cell uses, and renumbers the rest.</summary>
    /// <param name="rows">All rows of cells that there are; their numbers are changed.</param>
    public void Compact(IEnumerable<Cell[]> rows)
    {
        var styles = _styles.ToArray();
        var clusters = _clusters.ToArray();
        _styles.Clear();
        _styleNumbers.Clear();
        _clusters.Clear();
        _clusterNumbers.Clear();
        NumberOf(default(CellStyle));
        foreach (var row in rows)
        {
            foreach (ref var cell in row.AsSpan())
            {
                var content = cell.Content;
                if (content > 0 && (content & Cell.Cluster) != 0)
                {
                    content = NumberOf(clusters[content & ~(Cell.Cluster | Cell.Wide)]) | (content & (Cell.Cluster | Cell.Wide));
                }

                cell = new Cell(content, NumberOf(styles[cell.Style]));
            }
        }
    }

    private int NumberOf(string cluster)
    {
        if (!_clusterNumbers.TryGetValue(cluster, out var number))
        {
            number = _clusters.Count;
            _clusters.Add(cluster);
            _clusterNumbers.Add(cluster, number);
        }

        return number;
    }
}
