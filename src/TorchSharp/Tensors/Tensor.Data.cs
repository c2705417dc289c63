using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor on the CPU. It is only there as long as the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var facts = Facts;
                if (facts.IsContiguous == 0 || facts.DeviceType != (int)DeviceType.CPU)
                {
                    throw new InvalidOperationException("only a contiguous tensor on the CPU has its bytes in order");
                }

                return new Span<byte>((void*)facts.Data, checked((int)(facts.Elements * facts.ElementSize)));
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException($"the tensor has {own.Length} bytes, not {value.Length}", nameof(value));
                }

                value.CopyTo(own);
            }
        }

        /// <summary>The elements, in the order of the dimensions; those of a tensor elsewhere are copied to the CPU.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            var held = dtype;
            return TypeOf<T>() == held
                ? new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu())
                : throw new ArgumentException($"{typeof(T).Name} is not compatible with {held}");
        }

        /// <summary>The one element of a tensor.</summary>
        public T item<T>()
            where T : unmanaged
        {
            if (numel() != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            using var here = cpu();
            return here.data<T>()[new long[here.ndim]];
        }

        public Scalar ToScalar() => dtype switch
        {
            ScalarType.Bool => item<bool>(),
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 => As<long>(ScalarType.Int64),
            ScalarType.Float64 => item<double>(),
            _ => As<float>(ScalarType.Float32),
        };

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null) => to(device ?? CUDA);

        public Tensor to(ScalarType type) => To(type, null);

        public Tensor to(Device device) => To(null, device);

        public Tensor to(string device) => To(null, device);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false) =>
            To(null, new Device(deviceType, deviceIndex), copy);

        public Tensor to(ScalarType type, Device device, bool copy = false) => To(type, device, copy);

        public Tensor to(Tensor other) => To(other.dtype, other.device);

        public Tensor to_type(ScalarType type, bool copy = false) => To(type, null, copy);

        public Tensor type(ScalarType dtype) => To(dtype, null);

        internal static ScalarType TypeOf<T>() => Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Byte => ScalarType.Byte,
            TypeCode.SByte => ScalarType.Int8,
            TypeCode.Int16 => ScalarType.Int16,
            TypeCode.Int32 => ScalarType.Int32,
            TypeCode.Int64 => ScalarType.Int64,
            TypeCode.Single => ScalarType.Float32,
            TypeCode.Double => ScalarType.Float64,
            TypeCode.Boolean => ScalarType.Bool,
            _ => throw new ArgumentException($"{typeof(T).Name} is not an element type of tensors"),
        };

        private T As<T>(ScalarType type)
            where T : unmanaged
        {
            using var converted = to(type);
            return converted.item<T>();
        }

        private Tensor To(ScalarType? type, Device? device, bool copy = false) =>
            Aten.Call("to.dtype_layout", this, type, Value.Default, device, Value.Default, false, copy);
    }
}
