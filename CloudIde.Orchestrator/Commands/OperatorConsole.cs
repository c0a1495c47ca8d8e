using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CloudIde.Orchestrator.Commands;

/// <summary>
/// Where commands read settings and write results: results to the output, everything else to the error stream, so that
/// what a script reads is never mixed with progress.
/// </summary>
internal sealed class OperatorConsole
{
    /// <summary>Wide enough that no table breaks its lines where there is no terminal whose width counts.</summary>
    private const int UnboundedWidth = 400;

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _error;

    /// <summary>Creates a console.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives progress and a sentence for each problem.</param>
    /// <param name="configuration">The settings, or null for environment variables.</param>
    public OperatorConsole(TextWriter output, TextWriter error, IConfiguration? configuration = null)
    {
        Output = output;
        Error = error;
        Configuration = configuration ?? OrchestratorOptions.FromEnvironment();
        _output = Create(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
        _error = Create(error, ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected);
    }

    /// <summary>Receives results.</summary>
    public TextWriter Output { get; }

    /// <summary>Receives problems.</summary>
    public TextWriter Error { get; }

    /// <summary>The settings.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>Creates a table for people.</summary>
    /// <param name="columns">The columns' headings.</param>
    /// <returns>The empty table.</returns>
    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        return table;
    }

    /// <summary>Adds a row whose cells are plain text.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cells">The cells.</param>
    public static void AddRow(Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    /// <summary>Writes a result for people.</summary>
    /// <param name="result">The result.</param>
    public void Write(IRenderable result) => _output.Write(result);

    /// <summary>Writes a line of a result.</summary>
    /// <param name="line">The line.</param>
    /// <returns>A task that ends when it is written.</returns>
    public Task WriteLineAsync(string line) => Output.WriteLineAsync(line);

    /// <summary>Writes a result for a program.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="type">Its JSON.</param>
    /// <returns>A task that ends when it is written.</returns>
    public Task WriteJsonAsync<T>(T result, JsonTypeInfo<T> type) => Output.WriteLineAsync(JsonSerializer.Serialize(result, type));

    /// <summary>Shows what goes on: moving where there is a terminal, a line for each step elsewhere.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="first">What goes on first.</param>
    /// <param name="work">The work, which is given what to call with each next step.</param>
    /// <returns>The work's result.</returns>
    public Task<T> ShowProgressAsync<T>(string first, Func<Action<string>, Task<T>> work) =>
        _error.Status().StartAsync(Markup.Escape(first), context => work(step => context.Status(Markup.Escape(step))));

    private static IAnsiConsole Create(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal)
        {
            console.Profile.Width = UnboundedWidth;
        }

        return console;
    }
}
