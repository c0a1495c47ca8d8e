using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Sqs;

/// <content>The log's records, and how they become a queue again.</content>
internal sealed partial class SqsQueue
{
    private const byte MessageRecord = 1;
    private const byte DeleteRecord = 2;
    private const byte ReceiveRecord = 3;
    private const byte VisibilityRecord = 4;
    private const byte PurgeRecord = 5;
    private const byte SentRecord = 6;
    private const byte LastSequenceRecord = 7;

    /// <summary>A log below this size is not worth rewriting, in bytes.</summary>
    private const long SmallLog = 4 * 1024 * 1024;

    /// <summary>What a message takes in the log beside its body and attributes, roughly, with its later records.</summary>
    private static long RecordBytes(SqsMessage message) => message.Size + 96;

    private static void WriteMessage(RecordWriter writer, SqsMessage message)
    {
        writer.Byte(MessageRecord);
        writer.Number(message.Sequence);
        writer.Id(message.Id);
        writer.Number(message.SentAt);
        writer.Byte((byte)message.State);
        writer.Number(message.DueAt);
        writer.Number(message.ReceiveCount);
        writer.Number(message.FirstReceivedAt);
        writer.Number(message.ReceivedAt);
        writer.Bytes(message.Body);
        writer.OptionalText(message.TraceHeader);
        writer.OptionalText(message.GroupId);
        writer.OptionalText(message.DeduplicationId);
        writer.OptionalText(message.DeadLetterSourceArn);
        writer.Number(message.Attributes.Count);
        foreach (var attribute in message.Attributes)
        {
            writer.Text(attribute.Name);
            writer.Text(attribute.DataType);
            writer.Byte(attribute.IsBinary ? (byte)1 : (byte)0);
            writer.Bytes(attribute.Value);
        }
    }

    private static void WriteDelete(RecordWriter writer, long sequence)
    {
        writer.Byte(DeleteRecord);
        writer.Number(sequence);
    }

    private static void WriteReceive(RecordWriter writer, SqsMessage message)
    {
        writer.Byte(ReceiveRecord);
        writer.Number(message.Sequence);
        writer.Byte((byte)message.State);
        writer.Number(message.DueAt);
        writer.Number(message.ReceiveCount);
        writer.Number(message.FirstReceivedAt);
        writer.Number(message.ReceivedAt);
    }

    private static void WriteVisibility(RecordWriter writer, SqsMessage message)
    {
        writer.Byte(VisibilityRecord);
        writer.Number(message.Sequence);
        writer.Byte((byte)message.State);
        writer.Number(message.DueAt);
    }

    private static void WritePurge(RecordWriter writer, long lastSequence)
    {
        writer.Byte(PurgeRecord);
        writer.Number(lastSequence);
    }

    private static SqsMessage ReadMessage(ref RecordReader reader)
    {
        var sequence = reader.Number();
        var id = reader.Id();
        var sentAt = reader.Number();
        var state = (MessageState)reader.Byte();
        var dueAt = reader.Number();
        var receiveCount = (int)reader.Number();
        var firstReceivedAt = reader.Number();
        var receivedAt = reader.Number();
        var body = reader.Bytes().ToArray();
        var traceHeader = reader.OptionalText();
        var groupId = reader.OptionalText();
        var deduplicationId = reader.OptionalText();
        var deadLetterSourceArn = reader.OptionalText();
        var attributes = new MessageAttribute[reader.Number()];
        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new MessageAttribute(reader.Text(), reader.Text(), reader.Byte() == 1, reader.Bytes().ToArray());
        }

        return new SqsMessage
        {
            Id = id,
            Body = body,
            Attributes = attributes,
            TraceHeader = traceHeader,
            GroupId = groupId,
            DeduplicationId = deduplicationId,
            DeadLetterSourceArn = deadLetterSourceArn,
            SentAt = sentAt,
            Sequence = sequence,
            State = state,
            DueAt = dueAt,
            ReceiveCount = receiveCount,
            FirstReceivedAt = firstReceivedAt,
            ReceivedAt = receivedAt,
        };
    }

    /// <summary>Collects the state; messages enter the queue's orders only at the end, when their last state is known.</summary>
    private void Replay(RecordReader reader)
    {
        switch (reader.Byte())
        {
            case MessageRecord:
                var message = ReadMessage(ref reader);
                _messages[message.Sequence] = message;
                _lastSequence = Math.Max(_lastSequence, message.Sequence);
                if (message.DeduplicationId is not null && message.DeadLetterSourceArn is null)
                {
                    _sent.Add(DeduplicationKey(message), new SentMessage(message.Id, message.Sequence), message.SentAt);
                }

                break;
            case DeleteRecord:
                _messages.Remove(reader.Number());
                break;
            case ReceiveRecord:
                if (_messages.TryGetValue(reader.Number(), out var received))
                {
                    received.State = (MessageState)reader.Byte();
                    received.DueAt = reader.Number();
                    received.ReceiveCount = (int)reader.Number();
                    received.FirstReceivedAt = reader.Number();
                    received.ReceivedAt = reader.Number();
                }

                break;
            case VisibilityRecord:
                if (_messages.TryGetValue(reader.Number(), out var changed))
                {
                    changed.State = (MessageState)reader.Byte();
                    changed.DueAt = reader.Number();
                }

                break;
            case PurgeRecord:
                _messages.Clear();
                _lastSequence = Math.Max(_lastSequence, reader.Number());
                break;
            case SentRecord:
                _sent.Add(reader.Text(), new SentMessage(reader.Id(), reader.Number()), reader.Number());
                break;
            case LastSequenceRecord:
                _lastSequence = Math.Max(_lastSequence, reader.Number());
                break;
            default:
                throw new InvalidDataException("The queue's log has a record of an unknown kind; a newer version wrote it.");
        }
    }

    private void FinishReplay(long now)
    {
        var messages = _messages.Values.ToArray();
        _messages.Clear();
        foreach (var message in messages)
        {
            var state = message.State;
            message.State = MessageState.Gone;
            Adopt(message);

            // Gone: it was on its way to another queue when the log was rewritten.
            Enter(message, state == MessageState.Gone ? MessageState.Visible : state, message.DueAt);
        }

        _sent.Forget(now);
        AdvanceClock(now);
        CompactIfWorthIt();
    }

    /// <summary>Rewrites the log when at most a quarter of it is still of use, so that it costs each record a constant share.</summary>
    private void CompactIfWorthIt()
    {
        var length = _log.Length;
        if (length < _compactFrom || length < 4 * _liveBytes)
        {
            return;
        }

        try
        {
            _log.Rewrite(WriteState);

            // A FIFO queue's log also holds what was sent in the last five minutes, which may be far more than its messages:
            // without room to grow, every record after this would write all of it again.
            _compactFrom = Math.Max(SmallLog, _log.Length * 2);
        }
        catch (IOException)
        {
            // The old log is whole and goes on. A full disk is not worth a try with every message.
            _compactFrom = length * 2;
        }
    }

    private void WriteState(RecordFileWriter writer)
    {
        writer.Append(static (record, sequence) =>
        {
            record.Byte(LastSequenceRecord);
            record.Number(sequence);
        }, _lastSequence);
        foreach (var entry in _sent.Entries)
        {
            writer.Append(static (record, item) =>
            {
                record.Byte(SentRecord);
                record.Text(item.Key);
                record.Id(item.Value.Id);
                record.Number(item.Value.Sequence);
                record.Number(item.At);
            }, entry);
        }

        foreach (var message in _messages.Values)
        {
            writer.Append(static (record, item) => WriteMessage(record, item), message);
        }
    }
}
