"""A workbook of 1997 (BIFF8), as offices still keep them: nobody writes the format any more.

One sheet 一: a header, 甘一 with an id as text and a date, 甘二 with an id as a number.
"""

import base64
import zlib

_PACKED = (
    "eNrtWE1IVFEU/u6b0fnJGWcmLbVQEbIylRlbmAudfihXDVpBP0SlzRBhagy6sKA0c9UPQauijWBECFabfighdy0CI6EgCLRo"
    "1SooilBf55z3prTmgQMlGO8b3rn3fueec3/fPXfei/Hg5OC9oin8hgY4MKt7kD2HU/R4UoUASK/rnE2lbnp0G0sKHjctZHYW"
    "Hvueu3gNeb2noOGuc4wk8I6egziJWGdHonQRsVX60KK4D/UkFW4Q40eh9Cok8qjI5SLvSM0nIjcLc0lkPdWdVAcwHo1VbDJ3"
    "8T6tTHR+sN8HYvNGmAjy8Yx38dkryqibhS3J4y0nbMUSURQ7czAE2sqNiY5Eksu5uAkv0EOoam+viscnkUfbfAhf9FLgc+o8"
    "e1pq84vLKxD/bT7vsuDdFrzHgvda8Mss+BwL3kebJx3vt6ifa8EHLPigBR9Kw1/VnEAv9CNyHA7QGGskOiuF2DQdhh4zPJN2"
    "Yr9vjxNq+PJMbOzC192U/d5c0v0hUXKMlF2Hbp2hpKAbsRBQVxeO1NbWhCM1YcqFKRXdxRhFc2ar66ojDqj2ZjbzchMSMQLz"
    "IoZPTtIcknGaAs4H5TwN0MJN3/70cmdrU/SwML1ySzDuEmt4QNDRxxZk7BeNQyRrKsRig8hz4nWV5ItE5tErT2l5U76Z2dEv"
    "dc6Ltpza2SiYiK6dk19H+YGPzQ+LB95H11N+pHHqVN7I6+ggymjy4mTPv35Uqkp1/RrjUTSVKjPuvBVZ+EcMcmsBs++6eWHK"
    "xQyfPYSgSKPEftTPkmZaGyUHjcth+lJpfDGXL7NjlBRW0PCBUfGpYSWy+zUU0ByxL/aipfFi9J9XzqEZUbAI431VrwZPD28z"
    "9BrNtctsRSNPq2XdGrQQ7rMxxdhf8MKGDRs2bNiwsZSg5AZi3Lr4VpFl3uhc5nedGXpm7c8k/y12oZN+XfRXYzs6KE2iJ6P9"
    "Q7dPlfKlFmiT+l7I2EutJ9GGVulHW8b7l27kau54FmwY+HuvUKbtz2bSz3/c/g9GWEHa"
)
OLD_WORKBOOK = zlib.decompress(base64.b64decode(_PACKED))
