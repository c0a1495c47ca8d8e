using CloudIde.Emulator.S3.Cors;

namespace CloudIde.Emulator.S3.Storage;

/// <content>Reading the journal at start and shortening it.</content>
internal sealed partial class BucketStore
{
    /// <summary>Opens a kept bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="damagedAt">Where the journal was damaged; null when all is well.</param>
    /// <returns>The bucket.</returns>
    public static BucketStore Open(string name, string directory, out long? damagedAt)
    {
        var bucket = new BucketStore(name, directory);
        bucket._journal = BucketJournal.Open(Path.Combine(directory, JournalName), bucket.Replay, out damagedAt);
        var live = new HashSet<long>(bucket._index.Count);
        foreach (var segment in bucket._index.All.SelectMany(entry => entry.Body.Segments)
                     .Concat(bucket._uploads.Values.SelectMany(upload => upload.Parts.Values).SelectMany(part => part.Body.Segments)))
        {
            live.Add(segment.Id);
        }

        // Behind damage in the journal there may be records of bodies that somebody wants to rescue, at this start and at
        // every later one until the copy of the journal is taken away.
        bucket.Files.Sweep(live, removeOthers: !BucketJournal.HasDamagedCopy(Path.Combine(directory, JournalName)));
        bucket.CompactIfWorthwhile();
        return bucket;
    }

    private static void WriteSettings(RecordWriter record, BucketSettings settings)
    {
        record.Begin(RecordKind.Bucket);
        record.Number(settings.Created.ToUnixTimeMilliseconds());
        record.Text(settings.Region);
        record.Byte(settings.Tags is null ? (byte)0 : (byte)1);
        record.Pairs(settings.Tags ?? []);
        record.Count(settings.Cors?.Length ?? 0);
        foreach (var rule in settings.Cors ?? [])
        {
            record.Text(rule.Id);
            foreach (var list in (string[][])[rule.Origins, rule.Methods, rule.RequestHeaders, rule.ExposedHeaders])
            {
                record.Count(list.Length);
                foreach (var item in list)
                {
                    record.Text(item);
                }
            }

            record.Number(rule.MaxAgeSeconds);
        }
    }

    private static BucketSettings ReadSettings(RecordReader fields)
    {
        var created = DateTimeOffset.FromUnixTimeMilliseconds(fields.Number());
        var region = fields.Text();
        var hasTags = fields.Byte() != 0;
        var tags = fields.Pairs();
        var rules = new CorsRule[fields.Count()];
        for (var i = 0; i < rules.Length; i++)
        {
            var id = fields.Text();
            var lists = new string[4][];
            for (var list = 0; list < lists.Length; list++)
            {
                lists[list] = new string[fields.Count()];
                for (var item = 0; item < lists[list].Length; item++)
                {
                    lists[list][item] = fields.Text();
                }
            }

            rules[i] = new CorsRule(id, lists[0], lists[1], lists[2], lists[3], (int)fields.Number());
        }

        return new BucketSettings
        {
            Created = created,
            Region = region,
            Tags = hasTags ? tags : null,
            Cors = rules.Length > 0 ? rules : null,
        };
    }

    private void Replay(RecordKind kind, RecordReader fields)
    {
        switch (kind)
        {
            case RecordKind.Bucket:
                Settings = ReadSettings(fields);
                break;
            case RecordKind.Put:
                _index.Set(fields.Entry(Files));
                break;
            case RecordKind.Delete:
                _index.Remove(fields.Text());
                break;
            case RecordKind.Upload:
                var upload = ReadUpload(fields);
                _uploads[upload.Id] = upload;
                break;
            case RecordKind.Part:
                if (_uploads.TryGetValue(fields.Text(), out var owner))
                {
                    var part = ReadPart(fields);
                    owner.Parts[part.Number] = part;
                }

                break;
            case RecordKind.Abort:
                _uploads.Remove(fields.Text());
                break;
            case RecordKind.Complete:
                _uploads.Remove(fields.Text());
                _index.Set(fields.Entry(Files));
                break;
            default:
                throw new EmulatorStartException(
                    $"The bucket {Name} was written by a newer version: use that one, or another data folder with --data.");
        }
    }

    private void CompactIfWorthwhile()
    {
        // Parts count as dead here, so many of them would rewrite with every record but for the room to grow.
        var live = _index.Count + _uploads.Count + 1;
        if (_journal.RecordCount - live > Math.Max(FewestDeadRecords, live) && _journal.RecordCount >= _compactFrom)
        {
            _journal.Rewrite(WriteAll);
            _compactFrom = _journal.RecordCount * 2L;
        }
    }

    private void WriteAll(Action<RecordWriter> append)
    {
        using var record = new RecordWriter();
        WriteSettings(record, Settings);
        append(record);
        foreach (var upload in _uploads.Values)
        {
            WriteUpload(record, upload);
            append(record);
            foreach (var part in upload.Parts.Values)
            {
                WritePart(record, upload.Id, part);
                append(record);
            }
        }

        // Only the holder of the write lock changes the index, so it can be read here without the other lock.
        foreach (var entry in _index.All)
        {
            record.Begin(RecordKind.Put);
            record.Entry(entry);
            append(record);
        }
    }
}
