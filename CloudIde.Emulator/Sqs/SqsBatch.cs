using System.Buffers;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>A batch: up to ten entries with ids of their own, each of which succeeds or fails for itself.</summary>
internal sealed class SqsBatch
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly List<(string Id, AwsServiceException Error)> _failed = [];

    /// <summary>Reads the entries of a batch.</summary>
    /// <param name="request">The request.</param>
    /// <param name="entryType">The entries' type, for the message.</param>
    /// <returns>The entries with their ids.</returns>
    public static (string Id, SqsInput Entry)[] Read(SqsInput request, string entryType)
    {
        var entries = request.RequiredObjects("Entries");
        if (entries.Length == 0)
        {
            throw SqsErrors.EmptyBatch(entryType);
        }

        if (entries.Length > SqsLimits.MaxBatch)
        {
            throw SqsErrors.TooManyEntries(entries.Length);
        }

        var read = new (string Id, SqsInput Entry)[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var id = entries[i].RequiredText("Id");
            if (id.Length is 0 or > 80 || id.AsSpan().ContainsAnyExcept(IdCharacters))
            {
                throw SqsErrors.InvalidEntryId();
            }

            read[i] = (id, entries[i]);
        }

        var repeated = read.GroupBy(entry => entry.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        return repeated is null ? read : throw SqsErrors.EntryIdsNotDistinct(repeated.Key);
    }

    /// <summary>Runs an action for each entry.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="run">The action.</param>
    /// <param name="write">Writes an object whose members the given action writes.</param>
    /// <returns>A task that ends when all have ended.</returns>
    public static async ValueTask RunAsync(
        (string Id, SqsInput Entry)[] entries, Func<SqsInput, ValueTask> run, Action<Action<Utf8JsonWriter>> write)
    {
        var batch = new SqsBatch();
        var succeeded = new List<string>(entries.Length);
        foreach (var (id, entry) in entries)
        {
            try
            {
                await run(entry);
                succeeded.Add(id);
            }
            catch (AwsServiceException error) when (error.QueryCode is not null)
            {
                batch.Fail(id, error);
            }
        }

        write(json =>
        {
            json.WriteStartArray("Successful");
            foreach (var id in succeeded)
            {
                json.WriteStartObject();
                json.WriteString("Id", id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            batch.WriteFailed(json);
        });
    }

    /// <summary>Notes that an entry failed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="error">Why.</param>
    public void Fail(string id, AwsServiceException error) => _failed.Add((id, error));

    /// <summary>Writes the entries that failed; the member is required and may be empty.</summary>
    /// <param name="json">Receives the member.</param>
    public void WriteFailed(Utf8JsonWriter json)
    {
        json.WriteStartArray("Failed");
        foreach (var (id, error) in _failed)
        {
            json.WriteStartObject();
            json.WriteString("Id", id);
            json.WriteString("Code", error.QueryCode);
            json.WriteString("Message", error.Message);
            json.WriteBoolean("SenderFault", error.StatusCode < 500);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
