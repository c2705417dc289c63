using Google.Protobuf.Reflection;

namespace DepthCompress.GraphIR.Tests;

/// <summary>The short schema of the scan and the schema of the format are one.</summary>
public sealed class WireSchemaTests
{
    private const int MoreThanAnyNumber = 40;

    [Fact]
    public void EveryFieldIsWhatTheFormatSays()
    {
        var messages = WireSchema.Descriptors().ToList();
        var parts = messages.ToLookup(message => message.Descriptor, message => message.Part);

        foreach (var (part, descriptor) in messages)
        {
            for (var number = 1; number < MoreThanAnyNumber; number++)
            {
                var field = descriptor.FindFieldByNumber(number);
                var expected = field?.FieldType switch
                {
                    null => WirePart.Unknown,
                    FieldType.String => WirePart.Text,
                    FieldType.Message => Assert.Single(parts[field.MessageType]),
                    _ => WirePart.Plain,
                };
                Assert.Equal($"{descriptor.FullName} {number}: {expected}",
                    $"{descriptor.FullName} {number}: {WireSchema.FieldOf(part, number)}");
            }
        }
    }

    [Fact]
    public void EveryMessageHasItsPart() =>
        Assert.Equal(Enum.GetValues<WirePart>().Except([WirePart.Unknown, WirePart.Plain, WirePart.Text]),
            WireSchema.Descriptors().Select(message => message.Part).Distinct().Order());
}
