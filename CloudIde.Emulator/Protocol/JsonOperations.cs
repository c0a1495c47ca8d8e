using System.Buffers;
using System.Text.Json;

namespace CloudIde.Emulator.Protocol;

/// <summary>A service's operations by name, each a function from the request's JSON to the members of the answer.</summary>
internal sealed class JsonOperations
{
    private readonly Dictionary<string, Action<JsonInput, Utf8JsonWriter>> _answering = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<JsonInput>> _silent = new(StringComparer.Ordinal);

    /// <summary>Adds an operation that answers; it writes members into an object that is already open.</summary>
    /// <param name="name">The operation's name.</param>
    /// <param name="run">Runs it.</param>
    /// <returns>This table.</returns>
    public JsonOperations Add(string name, Action<JsonInput, Utf8JsonWriter> run)
    {
        _answering.Add(name, run);
        return this;
    }

    /// <summary>Adds an operation whose answer has no body.</summary>
    /// <param name="name">The operation's name.</param>
    /// <param name="run">Runs it.</param>
    /// <returns>This table.</returns>
    public JsonOperations AddSilent(string name, Action<JsonInput> run)
    {
        _silent.Add(name, run);
        return this;
    }

    /// <summary>Runs one operation.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="input">The request's body.</param>
    /// <param name="output">Receives the answer, and nothing when the operation fails.</param>
    /// <exception cref="AwsServiceException">The error that the client receives.</exception>
    public void Invoke(string operation, ReadOnlyMemory<byte> input, IBufferWriter<byte> output)
    {
        if (_silent.TryGetValue(operation, out var silent))
        {
            silent(JsonInput.Parse(input));
            return;
        }

        if (!_answering.TryGetValue(operation, out var answering))
        {
            throw AwsServiceException.UnknownOperation(operation);
        }

        // Into a buffer of its own: an operation that fails half way must leave no half answer in the response.
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            answering(JsonInput.Parse(input), writer);
            writer.WriteEndObject();
        }

        output.Write(buffer.WrittenSpan);
    }
}
