using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Fitting;

/// <summary>How a segment maps its input onto its output: channels, total stride, and where the receptive field of an output is centered.</summary>
/// <param name="InputChannels">C of the input [N, C, …].</param>
/// <param name="OutputChannels">C of the output.</param>
/// <param name="Strides">Input steps per output step, for each spatial axis.</param>
/// <param name="Reach">The kernel shape of the composed segment.</param>
/// <param name="CenterBegin">Twice the distance, in input rows, from the begin of the input to the center of the first output's receptive field.</param>
/// <param name="CenterEnd">The same from the end, for the last output.</param>
public sealed record SegmentGeometry(int InputChannels, int OutputChannels, Dims Strides, Dims Reach, Dims CenterBegin, Dims CenterEnd)
{
    /// <summary>Whether the identity has this geometry: as many channels, and every extent stays.</summary>
    public bool CanBeIdentity => InputChannels == OutputChannels && Strides.All(stride => stride == 1)
        && CenterBegin.Zip(CenterEnd).All(ends => ends.First + ends.Second == 0);

    /// <summary>
    /// The geometry of a segment, from the windows of its sites (y = x · Π strides, centers add up) and checked against the known extents.
    /// Null where no single convolution has the segment's input and output extents.
    /// </summary>
    public static SegmentGeometry? Of(Graph graph, LayerChain chain, Segment segment)
    {
        if (graph.TypeOf(chain.InputOf(segment))?.Shape is not { Count: > 2 } input || graph.TypeOf(chain.TailOf(segment).Linear)?.Shape is not { Count: > 2 } output
            || input.Count != output.Count || !input[1].IsKnown || !output[1].IsKnown)
        {
            return null;
        }

        var rank = input.Count - 2;
        var (strides, reach, begin, end) = (new int[rank], new int[rank], new int[rank], new int[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            var (stride, span, padBegin, padEnd) = (1, 1, 0, 0);
            foreach (var site in chain.SitesOf(segment))
            {
                if (site.Conv is { Op: Conv { Window: var window } })
                {
                    if (window.AutoPad is not (AutoPad.Explicit or AutoPad.Valid))
                    {
                        return null;
                    }

                    span += (window.Reach(axis) - 1) * stride;
                    padBegin += window.PadBegin(axis) * stride;
                    padEnd += window.PadEnd(axis) * stride;
                    stride *= window.Strides[axis];
                }
                else if (CompoundStride(graph, site, axis) is { } compound)
                {
                    stride *= compound;
                }
                else
                {
                    return null;
                }
            }

            (strides[axis], reach[axis]) = (stride, span);
            (begin[axis], end[axis]) = (span - 1 - (2 * padBegin), span - 1 - (2 * padEnd));
        }

        var geometry = new SegmentGeometry(input[1].Size, output[1].Size, Dims.Create(strides), Dims.Create(reach), Dims.Create(begin), Dims.Create(end));
        return geometry.Fits(input[2..], output[2..]) ? geometry : null;
    }

    /// <summary>
    /// The window of a convolution with this kernel shape whose outputs lie where the segment's lie; null where the kernel is too small for that.
    /// </summary>
    public Window? WindowFor(Dims kernelShape)
    {
        var rank = kernelShape.Count;
        var pads = new int[2 * rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var (begin, end) = (kernelShape[axis] - 1 - CenterBegin[axis], kernelShape[axis] - 1 - CenterEnd[axis]);

            // Half a row off where kernel and segment differ in parity; floor keeps the rest at the end.
            pads[axis] = (int)Math.Floor(begin / 2.0);
            pads[axis + rank] = (int)Math.Ceiling(end / 2.0);
            if (pads[axis] < 0)
            {
                return null;
            }

            pads[axis + rank] = Math.Max(0, pads[axis + rank]);
        }

        return Window.Of(kernelShape, Strides, Dims.Create(pads));
    }

    private bool Fits(Shape input, Shape output)
    {
        for (var axis = 0; axis < Strides.Count; axis++)
        {
            if (input[axis].IsKnown != output[axis].IsKnown)
            {
                return false;
            }

            var window = Window.Of(Reach, Strides, Padding());
            if (input[axis].IsKnown ? window.Slide(input[axis].Size, axis) != output[axis].Size : Strides[axis] == 1 && !input[axis].Matches(output[axis]))
            {
                return false;
            }
        }

        return true;
    }

    private Dims Padding() => Dims.Create(
        [.. Enumerable.Range(0, Strides.Count).Select(axis => (Reach[axis] - 1 - CenterBegin[axis]) / 2),
         .. Enumerable.Range(0, Strides.Count).Select(axis => (Reach[axis] - 1 - CenterEnd[axis]) / 2)]);

    private static int? CompoundStride(Graph graph, LayerSite site, int axis)
    {
        if (graph.TypeOf(site.Input)?.Shape is not { } before || graph.TypeOf(site.Region[^1].Output)?.Shape is not { } after)
        {
            return null;
        }

        var (input, output) = (before[axis + 2], after[axis + 2]);
        return input.Matches(output) ? 1
            : input.IsKnown && output.IsKnown && output.Size > 0 && input.Size % output.Size == 0 ? input.Size / output.Size
            : null;
    }
}
