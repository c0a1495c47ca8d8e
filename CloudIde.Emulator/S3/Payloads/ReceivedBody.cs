using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Payloads;

/// <summary>A body that has arrived whole and agreed with everything announced about it.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="Size">Their number.</param>
/// <param name="ETag">Their MD5 in hexadecimal.</param>
/// <param name="Checksum">Their checksum.</param>
internal sealed record ReceivedBody(ObjectBody Body, long Size, string ETag, ObjectChecksum Checksum);
