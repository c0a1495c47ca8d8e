using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace CloudIde.Emulator.S3;

/// <content>What is done with buckets, listings among it.</content>
internal sealed partial class S3Service
{
    private const int MaxListed = 1000;

    private Task ListBucketsAsync(S3Request request)
    {
        var prefix = request.Parameter("prefix") ?? "";
        return SendXmlAsync(request.Context, xml =>
        {
            xml.Start("ListAllMyBucketsResult", S3Xml.Namespace);
            S3Xml.WriteOwner(xml, "Owner", options.AccountId);
            xml.Start("Buckets");
            foreach (var bucket in store.Buckets.Where(bucket => bucket.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                xml.Start("Bucket");
                xml.Element("Name", bucket.Name);
                xml.Element("CreationDate", S3Xml.Time(bucket.CreatedAt));
                xml.End();
            }
        });
    }

    private async Task CreateBucketAsync(S3Request request)
    {
        using (var body = await Protocol.RequestBody.ReadAsync(request.Context.Request, request.Context.RequestAborted))
        {
            if (body.Memory.Length > 0)
            {
                var location = XmlInput.Text(XmlInput.Parse(body.Memory), "LocationConstraint");
                if (location is { Length: > 0 } && location != options.Region)
                {
                    throw new S3Exception(400, "IllegalLocationConstraintException",
                        $"The {location} location constraint is incompatible for the region specific endpoint this request was sent to.");
                }
            }
        }

        store.Create(request.Bucket);
        request.Context.Response.Headers.Location = "/" + request.Bucket;
        request.Context.Response.ContentLength = 0;
    }

    private Task HeadBucketAsync(S3Request request)
    {
        store.Find(request.Bucket);
        request.Context.Response.Headers["x-amz-bucket-region"] = options.Region;
        request.Context.Response.Headers["x-amz-access-point-alias"] = "false";
        return Task.CompletedTask;
    }

    private Task DeleteBucketAsync(S3Request request)
    {
        store.Delete(store.Find(request.Bucket));
        request.Context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task GetBucketLocationAsync(S3Request request)
    {
        store.Find(request.Bucket);
        return SendXmlAsync(request.Context, xml =>
        {
            // us-east-1 is written as nothing.
            xml.Start("LocationConstraint", S3Xml.Namespace);
            xml.Text(options.Region == "us-east-1" ? "" : options.Region);
        });
    }

    private Task GetBucketCorsAsync(S3Request request)
    {
        var cors = store.Find(request.Bucket).Cors
            ?? throw new S3Exception(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist", ("BucketName", request.Bucket));
        return SendXmlAsync(request.Context, cors.Write);
    }

    private async Task PutBucketCorsAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        store.SetCors(bucket, CorsConfiguration.Parse(await ReadXmlAsync(request)));
        request.Context.Response.ContentLength = 0;
    }

    private Task DeleteBucketCorsAsync(S3Request request)
    {
        store.SetCors(store.Find(request.Bucket), null);
        request.Context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private void Preflight(S3Request request)
    {
        var origin = request.Headers.Origin.ToString();
        var method = request.Headers.AccessControlRequestMethod.ToString();
        if (origin.Length == 0 || method.Length == 0)
        {
            throw new S3Exception(400, "BadRequest", "Insufficient information. Origin request header needed.");
        }

        var asked = request.Headers.AccessControlRequestHeaders.ToString();
        string[] headers = asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var rule = store.TryFind(request.Bucket)?.Cors?.Find(origin, method, headers)
            ?? throw new S3Exception(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.",
                ("Method", method), ("ResourceType", request.Key.Length == 0 ? "BUCKET" : "OBJECT"));
        WriteCors(request.Context.Response.Headers, rule, origin);
        if (asked.Length > 0)
        {
            request.Context.Response.Headers.AccessControlAllowHeaders = string.Join(", ", headers).ToLowerInvariant();
        }

        request.Context.Response.ContentLength = 0;
    }

    private void AddCorsHeaders(S3Request request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && store.TryFind(request.Bucket)?.Cors?.Find(origin, request.Method, []) is { } rule)
        {
            WriteCors(request.Context.Response.Headers, rule, origin);
        }
    }

    private static void WriteCors(IHeaderDictionary headers, CorsRule rule, string origin)
    {
        var anyone = rule.Origins.Contains("*");
        headers.AccessControlAllowOrigin = anyone ? "*" : origin;
        if (!anyone)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        headers.AccessControlAllowMethods = string.Join(", ", rule.Methods);
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
        if (rule.ExposeHeaders.Count > 0)
        {
            headers.AccessControlExposeHeaders = string.Join(", ", rule.ExposeHeaders);
        }

        if (rule.MaxAgeSeconds is { } seconds)
        {
            headers.AccessControlMaxAge = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private Task ListObjectsAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var isVersion2 = request.Parameter("list-type") == "2";
        var prefix = request.Parameter("prefix") ?? "";
        var delimiter = request.Parameter("delimiter") ?? "";
        var encode = EncodesKeys(request);
        var max = ReadMax(request, "max-keys");
        var token = isVersion2 ? request.Parameter("continuation-token") : null;
        var startAfter = request.Parameter(isVersion2 ? "start-after" : "marker");
        var after = token is null ? startAfter : ReadToken(token);
        var page = max == 0
            ? new ListingPage([], [], null)
            : bucket.List(new ListingQuery(prefix, delimiter, string.IsNullOrEmpty(after) ? null : after, max));
        return SendXmlAsync(request.Context, xml =>
        {
            xml.Start("ListBucketResult", S3Xml.Namespace);
            xml.Element("Name", bucket.Name);
            xml.Element("Prefix", S3Xml.Key(prefix, encode));
            if (isVersion2)
            {
                xml.Element("KeyCount", page.Objects.Count + page.CommonPrefixes.Count);
                xml.Element("ContinuationToken", token);
                xml.Element("NextContinuationToken", page.Next is null ? null : WriteToken(page.Next));
                xml.Element("StartAfter", startAfter is null ? null : S3Xml.Key(startAfter, encode));
            }
            else
            {
                xml.Element("Marker", S3Xml.Key(startAfter ?? "", encode));
                xml.Element("NextMarker", page.Next is null || delimiter.Length == 0 ? null : S3Xml.Key(page.Next, encode));
            }

            xml.Element("MaxKeys", max);
            xml.Element("Delimiter", delimiter.Length == 0 ? null : S3Xml.Key(delimiter, encode));
            xml.Element("EncodingType", encode ? "url" : null);
            xml.Element("IsTruncated", page.Next is not null);
            var withOwner = !isVersion2 || request.Parameter("fetch-owner") == "true";
            foreach (var (key, entry) in page.Objects)
            {
                WriteListed(xml, key, entry, encode, withOwner);
            }

            foreach (var common in page.CommonPrefixes)
            {
                xml.Start("CommonPrefixes");
                xml.Element("Prefix", S3Xml.Key(common, encode));
                xml.End();
            }
        });
    }

    private void WriteListed(Protocol.XmlOutput xml, string key, ObjectEntry entry, bool encode, bool withOwner)
    {
        xml.Start("Contents");
        xml.Element("Key", S3Xml.Key(key, encode));
        xml.Element("LastModified", S3Xml.Time(entry.ModifiedAt));
        xml.Element("ETag", $"\"{entry.ETag}\"");
        if (entry.Checksum is { } checksum)
        {
            xml.Element("ChecksumAlgorithm", Checksum.NameOf(checksum.Algorithm));
            xml.Element("ChecksumType", checksum.TypeName);
        }

        xml.Element("Size", entry.Body.Length);
        xml.Element("StorageClass", "STANDARD");
        if (withOwner)
        {
            S3Xml.WriteOwner(xml, "Owner", options.AccountId);
        }

        xml.End();
    }

    private async Task DeleteObjectsAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        if (request.Header("Content-MD5") is null && ExpectedDigests.ReadChecksum(request) is null)
        {
            throw S3Exception.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }

        var root = await ReadXmlAsync(request);
        XElement[] objects = [.. XmlInput.Children(root, "Object")];
        if (root.Name.LocalName != "Delete" || objects.Length is 0 or > MaxListed)
        {
            throw S3Exception.MalformedXml();
        }

        var quiet = XmlInput.Text(root, "Quiet") == "true";
        var results = new List<(string Key, S3Exception? Error)>(objects.Length);
        foreach (var item in objects)
        {
            var key = XmlInput.Text(item, "Key") is { Length: > 0 } given ? given : throw S3Exception.MalformedXml();
            try
            {
                if (XmlInput.Text(item, "VersionId") is { Length: > 0 } version && version != "null")
                {
                    throw S3Exception.NotImplemented("VersionId");
                }

                await bucket.DeleteAsync(key, XmlInput.Text(item, "ETag"));
                results.Add((key, null));
            }
            catch (S3Exception error)
            {
                results.Add((key, error));
            }
        }

        await SendXmlAsync(request.Context, xml =>
        {
            xml.Start("DeleteResult", S3Xml.Namespace);
            foreach (var (key, error) in results)
            {
                if (error is not null)
                {
                    xml.Start("Error");
                    xml.Element("Key", key);
                    xml.Element("Code", error.Code);
                    xml.Element("Message", error.Message);
                    xml.End();
                }
                else if (!quiet)
                {
                    xml.Start("Deleted");
                    xml.Element("Key", key);
                    xml.End();
                }
            }
        });
    }

    private static bool EncodesKeys(S3Request request)
    {
        var type = request.Parameter("encoding-type");
        return string.IsNullOrEmpty(type)
            ? false
            : type == "url" ? true : throw S3Exception.InvalidArgument("encoding-type", type, "Invalid Encoding Method specified in Request");
    }

    private static int ReadMax(S3Request request, string name)
    {
        var text = request.Parameter(name);
        if (string.IsNullOrEmpty(text))
        {
            return MaxListed;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var max)
            ? Math.Min(max, MaxListed)
            : throw S3Exception.InvalidArgument(name, text, $"Provided {name} not an integer or within integer range");
    }

    private static string WriteToken(string last) => Convert.ToBase64String(Encoding.UTF8.GetBytes("1" + last));

    private static string ReadToken(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) && length > 1 && bytes[0] == '1'
            ? Encoding.UTF8.GetString(bytes, 1, length - 1)
            : throw S3Exception.InvalidArgument("continuation-token", token, "The continuation token provided is incorrect");
    }
}
