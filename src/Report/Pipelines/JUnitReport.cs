using System.Globalization;
using System.Text;
using System.Xml;

namespace DepthCompress.Report;

/// <summary>A run as the test results that Jenkins, GitLab, Azure Pipelines and others read: one suite, a case for everything it had to show.</summary>
public static class JUnitReport
{
    /// <summary>The whole document.</summary>
    public static string Format(PipelineRun run)
    {
        using var text = new MemoryStream();
        var form = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(text, form))
        {
            xml.WriteStartElement("testsuites");
            WriteCounts(run, xml);
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("id", "0");
            WriteCounts(run, xml);
            xml.WriteAttributeString("timestamp", run.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            foreach (var item in run.Cases)
            {
                WriteCase(run, item, xml);
            }

            WriteWords(run, xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void WriteCounts(PipelineRun run, XmlWriter xml)
    {
        var isBroken = run.Failure is not null;
        var missed = run.Cases.Count(item => !item.Passed);
        xml.WriteAttributeString("name", $"depthcompress {run.Command}");
        xml.WriteAttributeString("tests", $"{run.Cases.Length}");
        xml.WriteAttributeString("failures", $"{(isBroken ? missed - 1 : missed)}");
        xml.WriteAttributeString("errors", isBroken ? "1" : "0");
        xml.WriteAttributeString("skipped", "0");
        xml.WriteAttributeString("time", Figures.Text(run.Seconds, "0.000"));
    }

    /// <summary>What stops a run is an error, all else that is not as it should be a failure; readers differ in where they look for the words.</summary>
    private static void WriteCase(PipelineRun run, PipelineCase item, XmlWriter xml)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"depthcompress.{run.Command}.{item.Kind}");
        xml.WriteAttributeString("name", Clean(item.Name));
        xml.WriteAttributeString("file", Clean(run.Subject));
        xml.WriteAttributeString("time", item.Kind == "run" ? Figures.Text(run.Seconds, "0.000") : "0.000");
        var finding = Clean(item.Finding);
        if (!item.Passed)
        {
            var stopped = item.Kind == "run" ? run.Failure : null;
            xml.WriteStartElement(stopped is null ? "failure" : "error");
            xml.WriteAttributeString("message", finding);
            xml.WriteAttributeString("type", stopped?.Descriptor.Code ?? item.Kind);
            xml.WriteString($"{Clean(item.Name)}: {finding}");
            xml.WriteEndElement();
        }
        else if (finding.Length > 0)
        {
            xml.WriteElementString("system-out", finding);
        }

        xml.WriteEndElement();
    }

    private static void WriteWords(PipelineRun run, XmlWriter xml)
    {
        if (!run.Findings.IsEmpty)
        {
            xml.WriteElementString("system-err", string.Join('\n', run.Findings.Select(finding => Clean(finding.Diagnostic.ToLine(finding.File)))));
        }
    }

    /// <summary>Names of layers may hold characters that XML cannot say at all.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value is '\n' or '\t' || (rune.Value >= 0x20 && rune.Value is not (0xFFFE or 0xFFFF)) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
